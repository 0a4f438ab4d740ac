/** How languages and formats give a value to a name. */

const words = (name: string) => name.split('_');
const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1);
export const camel = (name: string): string =>
  words(name)
    .map((word, i) => (i === 0 ? word : capital(word)))
    .join('');
export const pascal = (name: string): string => words(name).map(capital).join('');
const kebab = (name: string) => words(name).join('-');
const dotted = (name: string) => words(name).join('.');

/** `name` is given in snake case. `bare`: the format writes the value without quotes. */
export interface Way {
  file: string;
  bare?: true;
  write(name: string, value: string): string;
}

const way = (file: string, write: Way['write']): Way => ({ file, write });
const bare = (file: string, write: Way['write']): Way => ({ file, write, bare: true });

/** JSON and most C-like languages escape these two; made values hold neither. */
export const WAYS: Record<string, Way> = {
  'Python constant': way(
    'settings.py',
    (n, v) => `import os\n\nDEBUG = False\n${n.toUpperCase()} = "${v}"\n`,
  ),
  'Python attribute': way(
    'client.py',
    (n, v) =>
      `class Client:\n    def __init__(self):\n        self.${n} = '${v}'\n        self.timeout = 30\n`,
  ),
  'Python keyword': way(
    'main.py',
    (n, v) => `client = Client(host="api.acme.dev", ${n}="${v}", timeout=30)\n`,
  ),
  'Python dict': way(
    'conf.py',
    (n, v) =>
      `DATABASES = {\n    'default': {\n        'HOST': 'db1',\n        '${n.toUpperCase()}': '${v}',\n    }\n}\n`,
  ),
  'Python typed': way(
    'models.py',
    (n, v) => `class Settings(BaseSettings):\n    ${n}: str = "${v}"\n    port: int = 8080\n`,
  ),
  'Python f-string header': way(
    'call.py',
    (n, v) => `headers = {\n    "X-${kebab(n)}": f"${v}",\n    "Accept": "application/json",\n}\n`,
  ),
  'Python default': way('env.py', (n, v) => `value = os.environ.get("${n.toUpperCase()}", "${v}")\n`),
  'JavaScript const': way(
    'app.js',
    (n, v) => `const express = require('express');\nconst ${camel(n)} = '${v}';\n`,
  ),
  'JavaScript object': way(
    'config.js',
    (n, v) => `module.exports = {\n  port: 3000,\n  ${camel(n)}: "${v}",\n  debug: true,\n};\n`,
  ),
  'JavaScript minified': way(
    'bundle.min.js',
    (n, v) => `!function(e){var t={region:"eu",${camel(n)}:"${v}",debug:!1};e.init(t)}(window);`,
  ),
  'JavaScript environment': way('env.js', (n, v) => `process.env.${n.toUpperCase()} = '${v}';\n`),
  'JavaScript default': way(
    'defaults.js',
    (n, v) => `export const value = process.env.${n.toUpperCase()} || '${v}';\n`,
  ),
  'TypeScript field': way(
    'service.ts',
    (n, v) => `export class Service {\n  private readonly ${camel(n)}: string = '${v}';\n}\n`,
  ),
  'TypeScript setter': way('setup.ts', (n, v) => `client.set${pascal(n)}('${v}');\nclient.start();\n`),
  'Vue data': way(
    'App.vue',
    (n, v) =>
      `<script>\nexport default {\n  data() {\n    return { ${camel(n)}: '${v}' }\n  },\n}\n</script>\n`,
  ),
  'Go const': way('main.go', (n, v) => `package main\n\nconst ${camel(n)} = "${v}"\n`),
  'Go short': way(
    'client.go',
    (n, v) => `package main\n\nfunc main() {\n\t${camel(n)} := "${v}"\n\tuse(${camel(n)})\n}\n`,
  ),
  'Go struct': way(
    'config.go',
    (n, v) => `cfg := Config{\n\tHost:      "db1",\n\t${pascal(n)}: \`${v}\`,\n}\n`,
  ),
  'Java constant': way(
    'Config.java',
    (n, v) => `public class Config {\n    private static final String ${n.toUpperCase()} = "${v}";\n}\n`,
  ),
  'Java setter': way(
    'Main.java',
    (n, v) => `        dataSource.set${pascal(n)}("${v}");\n        dataSource.setPort(5432);\n`,
  ),
  'Java property': way(
    'Props.java',
    (n, v) =>
      `        props.put("${dotted(n)}", "${v}");\n        props.setProperty("${dotted(n)}", "${v}");\n`,
  ),
  'Java annotation': way(
    'Bean.java',
    (n, v) => `    @Value("\${${dotted(n)}:${v}}")\n    private String value;\n`,
  ),
  'Kotlin val': way('Config.kt', (n, v) => `object Config {\n    const val ${n.toUpperCase()} = "${v}"\n}\n`),
  'Scala val': way('Config.scala', (n, v) => `object Config {\n  val ${camel(n)}: String = "${v}"\n}\n`),
  'Groovy map': way('Config.groovy', (n, v) => `grails.plugin {\n    ${camel(n)} = '${v}'\n}\n`),
  'Ruby hash': way('config.rb', (n, v) => `Acme.configure do |c|\n  c.${n} = '${v}'\nend\n`),
  'Ruby symbols': way('init.rb', (n, v) => `client = Acme.new(:host => "db1", :${n} => "${v}")\n`),
  'Ruby keywords': way('job.rb', (n, v) => `client = Acme.new(host: "db1", ${n}: "${v}")\n`),
  'PHP array': way(
    'config.php',
    (n, v) => `<?php\nreturn [\n    'host' => 'db1',\n    '${n}' => '${v}',\n];\n`,
  ),
  'PHP define': way('wp.php', (n, v) => `<?php\ndefine( '${n.toUpperCase()}', '${v}' );\n`),
  'PHP variable': way('db.php', (n, v) => `<?php\n$host = "db1";\n$${n} = "${v}";\n`),
  'PHP member': way('Api.php', (n, v) => `<?php\nclass Api {\n    protected $${camel(n)} = '${v}';\n}\n`),
  'C# field': way(
    'Config.cs',
    (n, v) => `namespace Acme\n{\n    private const string ${pascal(n)} = "${v}";\n}\n`,
  ),
  'C# initializer': way(
    'Startup.cs',
    (n, v) => `var options = new Options { Host = "db1", ${pascal(n)} = "${v}" };\n`,
  ),
  'C# indexer': way('App.cs', (n, v) => `config["${pascal(n)}"] = "${v}";\n`),
  'Rust const': way('main.rs', (n, v) => `const ${n.toUpperCase()}: &str = "${v}";\n`),
  'Rust let': way('lib.rs', (n, v) => `    let ${n} = "${v}".to_string();\n`),
  'Swift let': way('Config.swift', (n, v) => `struct Config {\n    static let ${camel(n)} = "${v}"\n}\n`),
  'Objective-C': way('Config.m', (n, v) => `static NSString *const k${pascal(n)} = @"${v}";\n`),
  'Dart const': way('config.dart', (n, v) => `const String ${camel(n)} = '${v}';\n`),
  'C define': way('config.h', (n, v) => `#define ${n.toUpperCase()} "${v}"\n`),
  'C++ string': way('config.cpp', (n, v) => `const std::string ${n} = "${v}";\n`),
  Arduino: way('sketch.ino', (n, v) => `const char* ${n} = "${v}";\n`),
  'Lua table': way('config.lua', (n, v) => `return {\n  host = "db1",\n  ${n} = "${v}",\n}\n`),
  'Perl scalar': way('config.pl', (n, v) => `my $${n} = '${v}';\n`),
  'Perl hash': way('Config.pm', (n, v) => `our %config = (\n    ${n} => '${v}',\n);\n`),
  'Elixir config': way(
    'prod.exs',
    (n, v) => `config :acme, Acme.Endpoint,\n  url: [host: "acme.dev"],\n  ${n}: "${v}"\n`,
  ),
  Erlang: way('sys.config', (n, v) => `[{acme, [{${n}, "${v}"}]}].\n`),
  'Clojure map': way('config.edn', (n, v) => `{:host "db1"\n :${kebab(n)} "${v}"}\n`),
  'R variable': way('script.R', (n, v) => `${n} <- "${v}"\n`),
  'Visual Basic': way('Module.vb', (n, v) => `Dim ${camel(n)} As String = "${v}"\n`),
  MATLAB: way('run.m', (n, v) => `${n} = '${v}';\n`),
  'shell export': bare('env.sh', (n, v) => `#!/bin/sh\nexport ${n.toUpperCase()}=${v}\n`),
  'shell quoted': way(
    'deploy.sh',
    (n, v) => `#!/bin/bash\n${n.toUpperCase()}="${v}"\ncurl https://acme.dev\n`,
  ),
  'shell option': way('run.sh', (n, v) => `tool login --${kebab(n)} "${v}" --quiet\n`),
  'shell option, equals': bare('call.sh', (n, v) => `tool login --${kebab(n)}=${v} --quiet\n`),
  PowerShell: way('deploy.ps1', (n, v) => `$${pascal(n)} = "${v}"\nConnect-Acme\n`),
  'PowerShell environment': way('env.ps1', (n, v) => `$env:${n.toUpperCase()} = '${v}'\n`),
  batch: bare('run.bat', (n, v) => `@echo off\r\nset ${n.toUpperCase()}=${v}\r\n`),
  dotenv: bare('.env', (n, v) => `NODE_ENV=production\n${n.toUpperCase()}=${v}\nPORT=3000\n`),
  'dotenv quoted': way('.env.production', (n, v) => `NODE_ENV=production\n${n.toUpperCase()}='${v}'\n`),
  YAML: bare('config.yml', (n, v) => `server:\n  host: db1\n  ${n}: ${v}\n  port: 1\n`),
  'YAML quoted': way('config.yaml', (n, v) => `server:\n  host: db1\n  ${n}: "${v}"\n`),
  'YAML camel': bare('values.yaml', (n, v) => `global:\n  ${camel(n)}: ${v}\n`),
  'YAML environment': bare(
    'docker-compose.yml',
    (n, v) => `services:\n  app:\n    image: acme\n    environment:\n      - ${n.toUpperCase()}=${v}\n`,
  ),
  'YAML Kubernetes': way(
    'deploy.yaml',
    (n, v) => `        env:\n        - name: ${n.toUpperCase()}\n          value: "${v}"\n`,
  ),
  Ansible: bare('vars.yml', (n, v) => `---\napp_${n}: ${v}\n`),
  TOML: way('config.toml', (n, v) => `[server]\nhost = "db1"\n${n} = "${v}"\n`),
  INI: bare('config.ini', (n, v) => `[server]\nhost = db1\n${n} = ${v}\n`),
  'INI tight': bare('app.cfg', (n, v) => `[server]\nhost=db1\n${n}=${v}\n`),
  properties: bare('application.properties', (n, v) => `server.port=8080\nacme.${dotted(n)}=${v}\n`),
  'XML element': bare(
    'config.xml',
    (n, v) => `<config>\n  <host>db1</host>\n  <${camel(n)}>${v}</${camel(n)}>\n</config>\n`,
  ),
  'XML attribute': way(
    'server.xml',
    (n, v) => `<Resource name="jdbc/db" ${camel(n)}="${v}" maxActive="20"/>\n`,
  ),
  'XML setting': way(
    'web.config',
    (n, v) => `<appSettings>\n  <add key="${pascal(n)}" value="${v}" />\n</appSettings>\n`,
  ),
  'XML Spring': way(
    'beans.xml',
    (n, v) => `<bean id="ds">\n  <property name="${camel(n)}" value="${v}"/>\n</bean>\n`,
  ),
  'property list': bare(
    'Info.plist',
    (n, v) => `<dict>\n\t<key>${pascal(n)}</key>\n\t<string>${v}</string>\n</dict>\n`,
  ),
  'Android strings': bare(
    'strings.xml',
    (n, v) => `<resources>\n    <string name="${n}">${v}</string>\n</resources>\n`,
  ),
  JSON: way('config.json', (n, v) => `{\n  "host": "db1",\n  "${n}": "${v}"\n}\n`),
  'JSON camel': way(
    'appsettings.json',
    (n, v) => `{ "Service": { "Host": "db1", "${pascal(n)}": "${v}" } }\n`,
  ),
  'JSON minified': way('data.json', (n, v) => `{"a":1,"${camel(n)}":"${v}","b":[2]}`),
  'JSON in JSON': way('event.json', (n, v) =>
    JSON.stringify({ body: JSON.stringify({ host: 'db1', [n]: v }) }),
  ),
  'JSON name and value': way(
    'task.json',
    (n, v) => `{"environment": [{"name": "${n.toUpperCase()}", "value": "${v}"}]}`,
  ),
  HCL: way('main.tf', (n, v) => `resource "acme_service" "x" {\n  host = "db1"\n  ${n} = "${v}"\n}\n`),
  'HCL variable': way(
    'variables.tf',
    (n, v) => `variable "${n}" {\n  type    = string\n  default = "${v}"\n}\n`,
  ),
  tfvars: way('prod.tfvars', (n, v) => `region = "eu"\n${n} = "${v}"\n`),
  'Dockerfile ENV': bare('Dockerfile', (n, v) => `FROM node:22\nENV ${n.toUpperCase()}=${v}\nCMD ["node"]\n`),
  'Dockerfile ARG': way('Dockerfile.dev', (n, v) => `FROM node:22\nARG ${n.toUpperCase()}="${v}"\n`),
  nginx: way('nginx.conf', (n, v) => `location / {\n  proxy_set_header X-${kebab(n)} "${v}";\n}\n`),
  'Markdown code': bare('README.md', (n, v) => `# Set up\n\n\`\`\`\n${n.toUpperCase()}=${v}\n\`\`\`\n`),
  'Markdown inline': way('notes.md', (n, v) => `Use \`${n.toUpperCase()}="${v}"\` on staging.\n`),
  'SQL insert': way('seed.sql', (n, v) => `INSERT INTO settings (name, value) VALUES ('${n}', '${v}');\n`),
  'SQL update': way('patch.sql', (n, v) => `UPDATE settings SET ${n} = '${v}' WHERE id = 1;\n`),
  CSV: bare('export.csv', (n, v) => `name,value\n${n},${v}\n`),
  'HTML attribute': way('index.html', (n, v) => `<script src="x.js" data-${kebab(n)}="${v}"></script>\n`),
  'HTML input': way('form.html', (n, v) => `<input type="hidden" name="${n}" value="${v}">\n`),
  'query of a URL': bare('links.txt', (n, v) => `https://api.acme.dev/v1/items?${n}=${v}&page=2\n`),
  'log line': bare('app.log', (n, v) => `2024-05-01T10:00:00Z INFO connecting ${n}=${v} retries=3\n`),
  'HTTP header': bare(
    'request.http',
    (n, v) => `GET /v1/items HTTP/1.1\nHost: api.acme.dev\nX-${kebab(n)}: ${v}\n`,
  ),
  'curl form': bare('form.sh', (n, v) => `curl -X POST -d "user=app&${n}=${v}" https://api.acme.dev/token\n`),
  Jupyter: way('run.ipynb', (n, v) =>
    JSON.stringify(
      { cells: [{ cell_type: 'code', source: [`${n} = "${v}"\n`, 'run()'], outputs: [] }], nbformat: 4 },
      null,
      1,
    ),
  ),
};
