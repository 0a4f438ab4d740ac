import type { Observation, ReadContext, Reader, SourceFile } from '../../model/index.ts';
import { baseOf } from '../../util/paths.ts';
import { matchLines, unquoted } from './lines.ts';
import { literal } from './literal.ts';

/** Files of package and network clients, one setting a line, with the settings that are credentials. */
const FORMATS: { file: RegExp; setting: RegExp }[] = [
  // https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration
  { file: /^\.(?:npmrc|yarnrc)$/, setting: /(?:^|:)\s*"?(_authToken|_auth|_password)"?\s*[= ]\s*(.+)$/ },
  // https://yarnpkg.com/configuration/yarnrc
  { file: /^\.yarnrc\.yml$/, setting: /^\s*(npmAuthToken|npmAuthIdent)\s*:\s*(.+)$/ },
  // https://packaging.python.org/en/latest/specifications/pypirc/
  { file: /^\.pypirc$/, setting: /^\s*(password)\s*[:=]\s*(.+)$/ },
  // https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
  { file: /^[._]netrc$/, setting: /(?:^|\s)(password)\s+(\S+)/ },
  // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
  {
    file: /^credentials$/,
    setting: /^\s*(aws_secret_access_key|aws_session_token|aws_access_key_id)\s*=\s*(\S+)/,
  },
  // https://git-scm.com/docs/git-credential-store
  { file: /^\.git-credentials$/, setting: /^\s*(https?):\/\/[^:\s]*:([^@\s]+)@/ },
  // https://maven.apache.org/settings.html#servers
  { file: /^settings(?:-security)?\.xml$/, setting: /<(password|passphrase|master)>([^<]+)</ },
  // https://learn.microsoft.com/en-us/nuget/reference/nuget-config-file#packagesourcecredentials
  { file: /^nuget\.config$/i, setting: /key="(ClearTextPassword|Password)"\s+value="([^"]+)"/i },
  // https://doc.rust-lang.org/cargo/reference/config.html#credentials
  { file: /^credentials(?:\.toml)?$/, setting: /^\s*(token)\s*=\s*(.+)$/ },
  // https://guides.rubygems.org/api-key-scopes/
  { file: /^credentials$/, setting: /^\s*:?(rubygems_api_key|rubygems)\s*:\s*(.+)$/ },
  // https://www.postgresql.org/docs/current/libpq-pgpass.html
  { file: /^\.?pgpass(?:\.conf)?$/, setting: /^[^:\s]*:[^:]*:[^:]*:([^:]*):(.+)$/ },
  // https://dev.mysql.com/doc/refman/8.4/en/option-files.html
  { file: /^\.my\.cnf$/, setting: /^\s*(password)\s*=\s*(.+)$/ },
  // https://marlam.de/msmtp/msmtp.html#Authentication
  { file: /^\.?(?:msmtprc|esmtprc|fetchmailrc)$/, setting: /^\s*(?:.*\s)?(password)\s*[\s=]\s*(\S+)/ },
  // https://rclone.org/docs/#config-file
  { file: /^rclone\.conf$/, setting: /^\s*(secret_access_key|pass|token|client_secret)\s*=\s*(.+)$/ },
];

/** Settings files of package managers, cloud and database clients that keep a credential in clear. */
export const reader: Reader = {
  id: 'client-credentials',
  paths: [
    '**/{.npmrc,.yarnrc,.yarnrc.yml,.pypirc,.netrc,_netrc,.git-credentials,.pgpass,pgpass.conf,.my.cnf,rclone.conf,.msmtprc,msmtprc,.esmtprc,.fetchmailrc}',
    '**/{.aws,.cargo,.gem}/credentials',
    '**/.cargo/credentials.toml',
    '**/{settings.xml,settings-security.xml}',
    '**/{nuget.config,NuGet.config,NuGet.Config}',
  ],
  *read(file: SourceFile, context: ReadContext): Generator<Observation> {
    for (const { file: name, setting } of FORMATS.filter((format) => format.file.test(baseOf(file.path)))) {
      for (const { groups, location } of matchLines(file.path, file.text, setting)) {
        const value = unquoted(groups.at(-1)!);
        const found = literal({ name: groups[0] || name.source, value, location, certain: true }, context);
        if (found) yield* found.observations;
      }
    }
  },
};
