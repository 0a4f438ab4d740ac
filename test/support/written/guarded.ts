import { base64, hex, type Make, text, uuid } from './values.ts';

/** Encrypted values, public keys, names of keys and texts about credentials. */
export const GUARDED: Record<string, Make> = {
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
