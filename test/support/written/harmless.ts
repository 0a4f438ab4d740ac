import { KEYS, pick, type Random, text, uuid } from './values.ts';

/** Names under which a credential would stand. */
const CREDENTIAL_NAMES = [
  'password',
  'api_key',
  'client_secret',
  'auth_token',
  'secret_key',
  'db_password',
  'access_token',
];

/** What stands there instead. */
export const STAND_INS = [
  '<your-api-key>',
  '<API_KEY>',
  '<insert key here>',
  '${API_KEY}',
  '$API_KEY',
  '${env.API_KEY}',
  '{{ api_key }}',
  '{{API_KEY}}',
  '${{ secrets.API_KEY }}',
  '%API_KEY%',
  '#{api_key}',
  '<%= api_key %>',
  '@@API_KEY@@',
  '__API_KEY__',
  '[API_KEY]',
  'xxxxxxxxxxxxxxxx',
  'XXXX-XXXX-XXXX',
  '****************',
  '................',
  'changeme',
  'change_me',
  'change-me-please',
  'changeit',
  'ChangeMe123',
  'your_api_key_here',
  'YOUR-API-KEY',
  'your-secret-key',
  'yourpassword',
  'mypassword',
  'my-secret-token',
  'replace_me',
  'REPLACE_WITH_KEY',
  'placeholder',
  'PLACEHOLDER_VALUE',
  'dummy',
  'dummy-key',
  'dummykey123',
  'fake',
  'fake-api-key',
  'fakekey',
  'test',
  'test123',
  'testing',
  'test-token',
  'test_secret',
  'testpassword',
  'example',
  'example-key',
  'example_password',
  'sample-token',
  'foobar',
  'foo',
  'bar',
  'secret',
  'secret123',
  'password',
  'password123',
  'Password1',
  'passw0rd',
  'pass',
  'admin',
  'root',
  'none',
  'None',
  'null',
  'undefined',
  'true',
  'false',
  'string',
  'String',
  'str',
  'TODO',
  'tbd',
  'N/A',
  'redacted',
  '[REDACTED]',
  '***REMOVED***',
  '<redacted>',
  '<secret>',
  'hidden',
  'masked',
  '(hidden)',
  'empty',
  '""',
  'abc123',
  'abcdef',
  'abcdefghijklmnop',
  '123456',
  '12345678',
  '1234567890',
  '0123456789abcdef0123456789abcdef',
  '00000000000000000000000000000000',
  'aaaaaaaaaaaaaaaaaaaaaaaa',
  'deadbeefdeadbeefdeadbeefdeadbeef',
  'process.env.API_KEY',
  'os.environ["API_KEY"]',
  'os.getenv("API_KEY")',
  'config.apiKey',
  'settings.SECRET_KEY',
  'ENV["API_KEY"]',
  'System.getenv("KEY")',
  'var.api_key',
  'local.secret',
  'data.aws_ssm_parameter.key.value',
  'random_password.db.result',
  'module.db.password',
  'getpass.getpass()',
  'vault:secret/data/app#key',
  'op://vault/item/field',
  'arn:aws:secretsmanager:eu-west-1:111122223333:secret:app',
  'ssm:/app/prod/key',
  'env:API_KEY',
  'file:/run/secrets/api_key',
  '/run/secrets/api_key',
  '/etc/ssl/private/server.key',
  './certs/client.key',
  '~/.ssh/id_rsa',
  'secrets/api_key.txt',
  'api-key-secret',
  'app-credentials',
  'my-app-secret',
  'database-credentials',
  'x-api-key',
  'X-Auth-Token',
  'Authorization',
  'Bearer',
  'bearerAuth',
  'basic',
  'apiKey',
  'api_key',
  'access_token',
  'client_credentials',
  'oauth2',
  'jwt',
  'HS256',
  'RS256',
  'SHA-256',
  'sha256',
  'bcrypt',
  'required',
  'optional',
  'invalid',
  'Enter your password',
  'Invalid password',
  'Forgot password?',
  'Password must be at least 8 characters',
  'The API key to use',
  'auth.password.label',
  'errors.password.too_short',
  'form.fields.password',
  'LOGIN_PASSWORD_LABEL',
  'passwordField',
  'password_hash',
  'new-password',
  'current-password',
  'input[name=password]',
  '#password',
  '.password-input',
  'text-password',
  'PasswordInput',
  'password.component',
  'user.password',
  'req.body.password',
  'this.state.password',
  'props.token',
  'hashedPassword',
  'encrypted',
  '$2b$12$KIXQ',
  'ENC(abc)',
  'AQICAHh',
  '!vault',
  '!Ref ApiKey',
  '!Sub ${ApiKey}',
  '{"Ref": "ApiKey"}',
  '<API-KEY-GOES-HERE>',
  'insert-your-key-here',
  'paste_your_token_here',
  'sk-...',
  'ghp_...',
  'AKIA...',
  'eyJ...',
];

const hex = (length: number) => (random: Random) => text('0123456789abcdef', length, random);
const base64 = (length: number) => (random: Random) =>
  Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))).toString('base64');

/** Generated text that is no credential: file and text. */
export const LOOK_ALIKES: Record<string, (random: Random) => [file: string, text: string]> = {
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
  'sealed secret': (r) => [
    'sealed.yaml',
    `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB${base64(300)(r)}\n    api_key: AgA${base64(300)(r)}\n`,
  ],
  SOPS: (r) => [
    'secrets.enc.yaml',
    `db_password: ENC[AES256_GCM,data:${base64(16)(r)},iv:${base64(32)(r)},tag:${base64(16)(r)},type:str]\nsops:\n    kms: []\n    age:\n        - recipient: age1${text('023456789acdefghjklmnpqrstuvwxyz', 58, r)}\n    mac: ENC[AES256_GCM,data:${base64(60)(r)},iv:${base64(32)(r)},tag:${base64(16)(r)},type:str]\n`,
  ],
  'Ansible vault': (r) => [
    'vault.yml',
    `db_password: !vault |\n          $ANSIBLE_VAULT;1.1;AES256\n          ${hex(80)(r)}\n          ${hex(80)(r)}\n          ${hex(60)(r)}\n`,
  ],
  'Ansible vault file': (r) => [
    'group_vars.yml',
    `$ANSIBLE_VAULT;1.2;AES256;prod\n${hex(80)(r)}\n${hex(80)(r)}\n`,
  ],
  'Travis secure': (r) => [
    '.travis.yml',
    `env:\n  global:\n    - secure: "${base64(256)(r)}"\ndeploy:\n  api_key:\n    secure: ${base64(256)(r)}\n`,
  ],
  'hiera eyaml': (r) => ['common.eyaml', `db::password: ENC[PKCS7,${base64(300)(r)}]\n`],
  Jasypt: (r) => ['application.properties', `spring.datasource.password=ENC(${base64(24)(r)})\n`],
  'Rails encrypted credentials': (r) => [
    'credentials.yml.enc',
    `${base64(300)(r)}--${base64(12)(r)}--${base64(16)(r)}`,
  ],
  'git-crypt': (r) => ['attributes', `*.key filter=git-crypt diff=git-crypt\nsecretfile ${hex(8)(r)}\n`],
  'GPG message': (r) => [
    'pass.asc',
    `-----BEGIN PGP MESSAGE-----\n\n${base64(48)(r)}\n${base64(48)(r)}\n=${base64(3)(r)}\n-----END PGP MESSAGE-----\n`,
  ],
  'GPG public key': (r) => [
    'key.asc',
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${base64(48)(r)}\n${base64(48)(r)}\n=${base64(3)(r)}\n-----END PGP PUBLIC KEY BLOCK-----\n`,
  ],
  'certificate request': (r) => [
    'server.csr',
    `-----BEGIN CERTIFICATE REQUEST-----\n${base64(48)(r)}\n${base64(48)(r)}\n-----END CERTIFICATE REQUEST-----\n`,
  ],
  'Diffie-Hellman parameters': (r) => [
    'dh.pem',
    `-----BEGIN DH PARAMETERS-----\n${base64(48)(r)}\n${base64(48)(r)}\n-----END DH PARAMETERS-----\n`,
  ],
  'test vectors': (r) => [
    'vectors.txt',
    `Input: ${hex(64)(r)}\nOutput: ${hex(64)(r)}\nDigest = ${hex(128)(r)}\nIV = ${hex(32)(r)}\n`,
  ],
  'addresses and hashes of a chain': (r) => [
    'tx.json',
    `{"from": "0x${hex(40)(r)}", "to": "0x${hex(40)(r)}", "hash": "0x${hex(64)(r)}", "tokenAddress": "0x${hex(40)(r)}", "contract_token": "0x${hex(40)(r)}"}`,
  ],
  addresses: () => [
    'links.md',
    `https://acme.dev/reset-password?next=/home https://docs.acme.dev/secret-keys/#api-key postgres://localhost:5432/app https://user@host/x git@github.com:acme/token.git https://acme.dev:8080/p@v1\n`,
  ],
  'storage addresses': (r) => [
    'urls.txt',
    `https://storage.acme.dev/bucket/${hex(32)(r)}/token.png\nhttps://cdn.acme.dev/assets/key-${hex(20)(r)}.js\n`,
  ],
  'package names': () => [
    'package.json',
    `{"dependencies": {"js-tokens": "^4.0.0", "parse-passwd": "1.0.0", "token-types": "~4.2.1", "csrf-tokens": "3.1.2", "@acme/secret-keeper": "workspace:*"}, "scripts": {"secret": "node scripts/secret1.js"}}`,
  ],
  'file names': () => [
    'files.txt',
    `passwords_2024.txt\nsecret_key_base.rb\nassets/token-9f3b7c1e.js\nid_rsa.pub\nprivate-key.pem.example\n`,
  ],
  tokenizer: () => [
    'tokenizer.json',
    `{"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<|endoftext|>", "pad_token": "[PAD]", "mask_token": "<mask>", "additional_special_tokens": ["<|im_start|>"], "tokenizer_class": "LlamaTokenizer2"}`,
  ],
  'design tokens': () => [
    'tokens.json',
    `{"token": {"color-primary-500": {"value": "#1e5a8d"}, "spacing-token-2xl": {"value": "2rem"}, "key": "borderRadius2"}}`,
  ],
  keyboard: () => [
    'keys.ts',
    `const key = 'ArrowDown';\nif (event.key === 'F12') { hotkey = 'Ctrl+Shift+P'; }\nconst KEY_CODES = { keyA: 'KeyA1', keyboardKey: "Ctrl+Alt+Delete" };\n`,
  ],
  'map keys': () => [
    'map.go',
    `const annotationKey = "acme.dev/last-applied-config-v2"\nconst labelKey = "app.kubernetes.io/managed-by"\nvar contextKey = "github.com/acme/app/v2.user"\nconst secretName = "acme-webhook-server-cert-2"\n`,
  ],
  'S3 keys': () => [
    'upload.py',
    `key = "uploads/2024/05/report-final-v2.pdf"\ns3_key = "data/raw/2024-05-01/part-00001.parquet"\nobject_key: "models/bert-base-uncased/config.json"\n`,
  ],
  lipsum: () => [
    'text.md',
    `The password is chosen by the user. The secret of good tokens: keep them short-lived. A token (see RFC 6750) is sent as "Authorization: Bearer <token>". Key 1: Key 2: pass: 12 fail: 0.\n`,
  ],
  'test report': () => [
    'report.txt',
    `pass: 128\nfail: 0\npass=12 skip=3\nsecrets: 0 found\ntokens: 4096\nmax_tokens: 8192\nkey: value\n`,
  ],
  'model parameters': () => [
    'model.yml',
    `max_tokens: 4096\ntoken_limit: 128000\nmodel_key: gpt-4o-2024-08-06\ntokens_per_minute: 60000\nnum_key_value_heads: 8\n`,
  ],
  'AWS names': () => [
    'stack.yml',
    `SecretArn: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf\nKmsKeyId: alias/acme-key-1\nKeyName: acme-ec2-key-2\nPassword: '{{resolve:secretsmanager:prod/db:SecretString:password}}'\n`,
  ],
  'KMS key id': (r) => [
    'kms.tf',
    `kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/${uuid(r)}"\nkms_key = "${uuid(r)}"\n`,
  ],
  'publishable site key': (r) => [
    'captcha.html',
    `<div class="g-recaptcha" data-sitekey="6L${text('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 38, r)}"></div>\n`,
  ],
  protobuf: (r) => [
    'x.pb.go',
    `var fileDescriptor_token = []byte{0x1f, 0x8b, 0x08, 0x00}\n// fileDescriptor hash ${hex(16)(r)}\n\tToken string \`protobuf:"bytes,1,opt,name=token,proto3" json:"token,omitempty"\`\n`,
  ],
  'snapshot of a test': (r) => [
    'x.snap',
    `exports[\`token renders 1\`] = \`<div class="css-${hex(8)(r)}" data-key="row-2" id="${uuid(r)}">Password</div>\`;\n`,
  ],
  'htpasswd help': () => [
    'README.md',
    `htpasswd -c .htpasswd username\nmysql -u root -p\ncurl -u username:password https://acme.dev\ndocker login -u USER -p PASS\nexport API_KEY=your-api-key\nsshpass -p password ssh host\n`,
  ],
  'Windows registry': () => [
    'x.reg',
    `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme]\n"PasswordExpiry"=dword:00000001\n"TokenFilterPolicy"=dword:00000001\n"LicenseKeyPath"="C:\\\\Acme\\\\license.key"\n`,
  ],
};

export interface Harmless {
  kind: string;
  file: string;
  text: string;
}

/** Every look-alike `each` times with other values. */
export function lookAlikes(random: Random, each: number): Harmless[] {
  return Object.entries(LOOK_ALIKES).flatMap(([kind, make]) =>
    Array.from({ length: each }, () => {
      const [file, content] = make(random);
      return { kind, file, text: content };
    }),
  );
}

/** Names of generated values that are no credentials, given one that a generator made. */
export const OTHER_NAMES = [
  'commit',
  'sha',
  'revision',
  'checksum',
  'md5',
  'sha256',
  'digest',
  'fingerprint',
  'etag',
  'build_id',
  'request_id',
  'trace_id',
  'client_id',
  'tenant_id',
  'project_id',
  'user_id',
  'account_id',
  'public_key',
  'public_token',
  'page_token',
  'next_token',
  'csrf_token',
  'cache_key',
  'primary_key',
  'hash',
  'nonce',
  'uuid',
  'guid',
  'version',
  'integrity',
  'thumbprint',
  'key_id',
  'token_id',
  'serial',
];

export const nameAndKey = (random: Random) => ({
  name: pick(CREDENTIAL_NAMES, random),
  key: pick(Object.values(KEYS), random)(random),
});
export { CREDENTIAL_NAMES };
