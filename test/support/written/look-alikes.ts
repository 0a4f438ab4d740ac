import { base64, hex, type Make, text, uuid } from './values.ts';

/** Hashes, ids, locks and code: generated text and telling words that are no credential. */
export const LOOK_ALIKES: Record<string, Make> = {
  'git submodule commit': (r) => ['deps.txt', `commit ${hex(40)(r)}\nrevision = ${hex(40)(r)}\n`],
  'pinned action': (r) => [
    'ci.yml',
    `jobs:\n  a:\n    steps:\n      - uses: actions/checkout@${hex(40)(r)} # v4\n`,
  ],
  'package lock': (r) => [
    'package-lock.json',
    `{\n "node_modules/js-tokens": {\n  "version": "4.0.0",\n  "resolved": "https://registry.example.org/js-tokens/-/js-tokens-4.0.0.tgz",\n  "integrity": "sha512-${base64(64)(r)}"\n }\n}\n`,
  ],
  'yarn lock': (r) => [
    'yarn.lock',
    `secret-keeper@^1.0.0:\n  version "1.0.1"\n  resolved "https://registry.example.org/secret-keeper/-/x.tgz#${hex(40)(r)}"\n  integrity sha512-${base64(64)(r)}\n`,
  ],
  'pnpm lock': (r) => [
    'pnpm-lock.yaml',
    `packages:\n  /token-types@4.2.1:\n    resolution: {integrity: sha512-${base64(64)(r)}}\n`,
  ],
  'Cargo lock': (r) => ['Cargo.lock', `[[package]]\nname = "secrecy"\nchecksum = "${hex(64)(r)}"\n`],
  'go.sum': (r) => [
    'go.sum',
    `github.com/acme/token v1.2.3 h1:${base64(32)(r)}\ngithub.com/acme/token v1.2.3/go.mod h1:${base64(32)(r)}\n`,
  ],
  'poetry lock': (r) => [
    'poetry.lock',
    `[[package]]\nname = "keyring"\nfiles = [\n    {file = "keyring.whl", hash = "sha256:${hex(64)(r)}"},\n]\n`,
  ],
  'Pipfile lock': (r) => [
    'Pipfile.lock',
    `{"default": {"pyjwt": {"hashes": ["sha256:${hex(64)(r)}", "sha256:${hex(64)(r)}"]}}}`,
  ],
  'composer lock': (r) => [
    'composer.lock',
    `{"content-hash": "${hex(32)(r)}", "packages": [{"source": {"reference": "${hex(40)(r)}"}, "dist": {"shasum": "${hex(40)(r)}"}}]}`,
  ],
  'Gemfile lock': (r) => ['Gemfile.lock', `CHECKSUMS\n  jwt (2.9.3) sha256=${hex(64)(r)}\n`],
  'Terraform lock': (r) => [
    '.terraform.lock.hcl',
    `provider "x" {\n  hashes = [\n    "h1:${base64(32)(r)}",\n    "zh:${hex(64)(r)}",\n  ]\n}\n`,
  ],
  'requirements hashes': (r) => [
    'requirements.txt',
    `tokenizers==0.15.0 \\\n    --hash=sha256:${hex(64)(r)}\n`,
  ],
  'nix hash': (r) => [
    'default.nix',
    `src = fetchurl {\n  url = "https://acme.dev/secret.tgz";\n  sha256 = "${text('0123456789abcdfghijklmnpqrsvwxyz', 52, r)}";\n};\n`,
  ],
  'checksum file': (r) => ['SHA256SUMS', `${hex(64)(r)}  secret-tool.tar.gz\n${hex(64)(r)}  token.zip\n`],
  'md5 in code': (r) => [
    'checks.py',
    `EXPECTED_MD5 = "${hex(32)(r)}"\nchecksum = "${hex(64)(r)}"\nfile_hash = "${hex(40)(r)}"\n`,
  ],
  'image digest': (r) => ['deploy.yaml', `image: registry.acme.dev/token-service@sha256:${hex(64)(r)}\n`],
  'uuid ids': (r) => [
    'ids.yaml',
    `id: ${uuid(r)}\ntenantId: "${uuid(r)}"\nclient_id: ${uuid(r)}\nsubscription_id = "${uuid(r)}"\nobjectId: '${uuid(r)}'\n`,
  ],
  'uuid in code': (r) => [
    'ids.cs',
    `[Guid("${uuid(r)}")]\npublic static readonly Guid SessionId = new Guid("${uuid(r)}");\n`,
  ],
  'solution file': (r) => [
    'App.sln',
    `Project("{${uuid(r).toUpperCase()}}") = "Secrets", "Secrets.csproj", "{${uuid(r).toUpperCase()}}"\n`,
  ],
  'Xcode project': (r) => [
    'project.pbxproj',
    `\t\t${hex(24)(r).toUpperCase()} /* Token.swift in Sources */ = {isa = PBXBuildFile; fileRef = ${hex(24)(r).toUpperCase()} /* Token.swift */; };\n`,
  ],
  image: (r) => ['page.html', `<img alt="key" src="data:image/png;base64,iVBORw0KGgo${base64(300)(r)}">\n`],
  font: (r) => ['style.css', `@font-face{src:url(data:font/woff2;base64,d09GMgABAAAA${base64(200)(r)})}\n`],
  colours: (r) => [
    'theme.css',
    `:root { --token-primary: #${hex(6)(r)}; --key-color: #${hex(8)(r)}; }\n.pass { color: #${hex(6)(r)}; }\n`,
  ],
  'subresource integrity': (r) => [
    'index.html',
    `<script src="https://cdn.acme.dev/token.js" integrity="sha384-${base64(48)(r)}" crossorigin="anonymous"></script>\n`,
  ],
  'public key': (r) => [
    'key.pem',
    `-----BEGIN PUBLIC KEY-----\n${base64(48)(r)}\n${base64(48)(r)}\n-----END PUBLIC KEY-----\n`,
  ],
  'ssh public key': (r) => [
    'authorized_keys',
    `ssh-rsa AAAAB3NzaC1yc2E${base64(240)(r)} deploy@host\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64(32)(r)} me\n`,
  ],
  'known hosts': (r) => [
    'known_hosts',
    `|1|${base64(20)(r)}|${base64(20)(r)} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64(32)(r)}\n`,
  ],
  'public key field': (r) => [
    'keys.json',
    `{"public_key": "${base64(32)(r)}", "publicKey": "${hex(64)(r)}", "verifyKey": "${base64(32)(r)}", "pubkey": "${hex(66)(r)}"}`,
  ],
  'JWK public': (r) => [
    'jwks.json',
    JSON.stringify({
      keys: [
        { kty: 'RSA', kid: hex(40)(r), use: 'sig', n: base64(256)(r).replace(/[+/=]/g, 'A'), e: 'AQAB' },
      ],
    }),
  ],
  'assembly reference': (r) => [
    'App.csproj',
    `<Reference Include="X, Version=1.0.0.0, Culture=neutral, PublicKeyToken=${hex(16)(r)}" />\n`,
  ],
  'etag and ids': (r) => [
    'log.txt',
    `ETag: "${hex(32)(r)}"\nX-Request-Id: ${uuid(r)}\ntrace_id=${hex(32)(r)} span_id=${hex(16)(r)}\nsession=${uuid(r)}\n`,
  ],
  pagination: (r) => [
    'page.json',
    `{"nextPageToken": "${base64(24)(r)}", "continuationToken": "${base64(60)(r)}", "cursor": "${base64(18)(r)}", "syncToken": "${base64(12)(r)}"}`,
  ],
  'cache keys': (r) => [
    'cache.yml',
    `cache_key: ${hex(40)(r)}\npartitionKey: "${hex(32)(r)}"\nidempotency_key = "${uuid(r)}"\nsort_key: ${hex(24)(r)}\n`,
  ],
  csrf: (r) => [
    'form.html',
    `<input type="hidden" name="csrf_token" value="${hex(64)(r)}">\n<meta name="csrf-token" content="${base64(32)(r)}">\n<input name="authenticity_token" value="${base64(64)(r)}">\n`,
  ],
  'verification token of a site': (r) => [
    'index.html',
    `<meta name="google-site-verification" content="${base64(32)(r).slice(0, 43)}">\n`,
  ],
  'source map': (r) => [
    'x.js.map',
    `{"version":3,"sources":["token.ts"],"names":["apiKey","secret"],"mappings":"${Array.from({ length: 60 }, () => text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefgh', 4, r)).join(',')}"}`,
  ],
  'minified code': (r) => [
    'lib.min.js',
    `!function(e,t){function n(e){return e.token||e.key}var r="${text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/', 64, r)}";var i=e.password?e.password:t.secret;return n(i,r)}(this,{});`,
  ],
  'alphabet constants': () => [
    'alphabet.js',
    `const TOKEN_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";\nconst KEY_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';\nsecretChars = "0123456789abcdef"\n`,
  ],
  translations: () => [
    'en.json',
    `{"password": "Password", "forgotPassword": "Forgot your password?", "apiKey": "API key", "secretHint": "Keep it secret1", "token.expired": "Your token has expired", "password_min": "At least 8 characters"}`,
  ],
  'translations of Spring': () => [
    'messages.properties',
    `login.password=Passwort\nlogin.password.label=Ihr Passwort2\nerror.token.invalid=Ungueltiges Token\nuser.password.reset=Passwort zuruecksetzen\n`,
  ],
  'type declarations': () => [
    'types.ts',
    `interface Login {\n  password: string;\n  apiKey?: string | null;\n  token: Token<string>;\n  secretKey: Uint8Array;\n}\n`,
  ],
  'JSON schema': () => [
    'schema.json',
    `{"properties": {"password": {"type": "string", "minLength": 8, "format": "password"}, "api_key": {"$ref": "#/definitions/ApiKey"}, "token": {"type": "string", "pattern": "^[a-f0-9]{32}$"}}}`,
  ],
  OpenAPI: () => [
    'openapi.yaml',
    `securitySchemes:\n  ApiKeyAuth:\n    type: apiKey\n    in: header\n    name: X-API-KEY\n  OAuth2:\n    tokenUrl: https://acme.dev/oauth/token\n`,
  ],
  'code that reads': () => [
    'read.py',
    `password = getpass.getpass("Password: ")\ntoken = request.headers["X-Auth-Token"]\nsecret = os.environ.get("CLIENT_SECRET")\napi_key = config.get("api", "key")\nkey = base64.b64decode(value)\nif password == "":\n    raise ValueError("password required")\n`,
  ],
  'code that reads, Go': () => [
    'read.go',
    `token := os.Getenv("API_TOKEN")\npassword := viper.GetString("db.password")\nsecretKey := []byte(cfg.SecretKey)\nflag.StringVar(&token, "token", "", "API token to use")\nreturn errors.New("password: must not be empty1")\n`,
  ],
  'code that reads, Java': () => [
    'Read.java',
    `String password = System.getProperty("db.password");\nString apiKey = config.getApiKey1();\n@Value("\${app.secret}") private String secret;\nprivate static final String PASSWORD_FIELD = "j_password";\nString tokenHeader = "X-Auth-Token-2";\n`,
  ],
  'Terraform references': () => [
    'main.tf',
    `resource "x" "y" {\n  password = random_password.db.result\n  api_key  = data.vault_generic_secret.app.data["api_key"]\n  secret_name = "prod/app/database-1"\n  token = var.github_token\n}\n`,
  ],
  'Kubernetes reference': () => [
    'deploy.yaml',
    `env:\n- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db-credentials-v2\n      key: password\n- name: TOKEN_FILE\n  value: /var/run/secrets/kubernetes.io/serviceaccount/token\n`,
  ],
  'GitHub workflow': () => [
    'ci.yml',
    `env:\n  TOKEN: \${{ secrets.GITHUB_TOKEN }}\n  API_KEY: \${{ secrets.API_KEY2 }}\nwith:\n  key: \${{ runner.os }}-node-\${{ hashFiles('**/package-lock.json') }}\n  restore-keys: node-v2-\n`,
  ],
};
