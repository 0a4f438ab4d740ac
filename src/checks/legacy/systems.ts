/** Systems that log in with a static password because they know nothing better, by the names credentials for them have. */
const SYSTEMS: [RegExp, string][] = [
  [
    /(?:^|_)(?:LDAP|ACTIVE_?DIRECTORY|AD_BIND|AD_SERVICE|DOMAIN_ADMIN|SVC_AD)(?:_|$)/i,
    'a directory (LDAP or Active Directory)',
  ],
  [/keytab|(?:^|_)(?:KERBEROS|KRB5)(?:_|$)/i, 'Kerberos'],
  [
    /(?:^|_)(?:MSSQL|SQLSERVER|SQL_SERVER|ORACLE|DB2|SYBASE|TERADATA|INFORMIX|AS400|IBMI)(?:_|$)/i,
    'a database that has no token login',
  ],
  [/(?:^|_)(?:SAP|HANA|PEOPLESOFT|SIEBEL|MAINFRAME|RACF|CICS|TN3270)(?:_|$)/i, 'an enterprise system'],
  [
    /(?:^|_)(?:SMB|CIFS|SFTP|FTP|SSH|TELNET|SNMP|IPMI|VNC|RDP|WINRM)_?(?:PASS(?:WORD|WD)?|COMMUNITY|SECRET)/i,
    'a protocol with passwords only',
  ],
  [
    /(?:^|_)(?:POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|DB|DATABASE)_?(?:ROOT_)?PASS(?:WORD|WD)?$/i,
    'a database by password',
  ],
  [/(?:^|_)BASIC_AUTH(?:_|$)|(?:^|_)HTTP_PASS(?:WORD)?$/i, 'basic authentication'],
];

/** The system a credential's name stands for, when that system cannot issue short-lived identities to a workload by itself. */
export const legacySystem = (name: string): string | undefined =>
  SYSTEMS.find(([form]) => form.test(name))?.[1];

/** `*` matches anything; the rest is literal. */
export function idMatches(pattern: string, id: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(id);
}
