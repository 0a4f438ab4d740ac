import type { CommandUse, StepFacts } from '../../model/index.ts';
import { runs } from './actions.ts';

/** Programs that run what the working tree tells them to, with the words by which they only handle named packages. */
const BUILDERS: Record<string, RegExp | undefined> = {
  npm: /^(?:ci|install|i|run|test|t|start|exec|rebuild|pack|publish)$/,
  pnpm: undefined,
  yarn: undefined,
  bun: /^(?:install|run|test|x)$/,
  pip: /^install$/,
  pip3: /^install$/,
  uv: /^(?:sync|run|build|pip)$/,
  poetry: /^(?:install|run|build)$/,
  make: undefined,
  cargo: /^(?:build|test|run|check|clippy|bench|doc|publish|install)$/,
  go: /^(?:build|test|run|generate|vet|install)$/,
  gradle: undefined,
  gradlew: undefined,
  mvn: undefined,
  mvnw: undefined,
  bundle: /^(?:install|exec)$/,
  rake: undefined,
  composer: /^(?:install|update|run)$/,
  dotnet: /^(?:build|test|run|restore|publish|pack)$/,
  cmake: undefined,
  tox: undefined,
  nox: undefined,
  pytest: undefined,
  bazel: /^(?:build|test|run)$/,
  mix: undefined,
  sbt: undefined,
  just: undefined,
  task: undefined,
  docker: /^(?:build|compose|buildx)$/,
  terraform: /^(?:init|plan|apply|validate)$/,
  tofu: /^(?:init|plan|apply|validate)$/,
  'pre-commit': /^run$/,
  prek: /^run$/,
  hatch: undefined,
  pdm: undefined,
  rye: undefined,
  pipenv: /^(?:install|sync|run)$/,
  conda: /^(?:env|run|build)$/,
  mamba: /^(?:env|run|build)$/,
  'golangci-lint': undefined,
  goreleaser: undefined,
  eslint: undefined,
  prettier: undefined,
  stylelint: undefined,
  rubocop: undefined,
  phpstan: undefined,
  phpunit: undefined,
  pylint: undefined,
  mypy: undefined,
  sphinx: undefined,
  'sphinx-build': undefined,
  mkdocs: undefined,
  jekyll: undefined,
  hugo: undefined,
  ant: undefined,
  msbuild: undefined,
  swift: /^(?:build|test|run|package)$/,
  xcodebuild: undefined,
  flutter: /^(?:pub|build|test|run|analyze)$/,
  dart: /^(?:pub|run|test|compile)$/,
  lerna: undefined,
  nx: undefined,
  turbo: undefined,
  vite: undefined,
  webpack: undefined,
  earthly: undefined,
  dagger: undefined,
  mage: undefined,
  rspec: undefined,
  cabal: undefined,
  stack: undefined,
  lein: undefined,
  helm: /^(?:dependency|install|upgrade|template)$/,
  'ansible-playbook': undefined,
  cdk: undefined,
  sam: /^(?:build|deploy)$/,
  serverless: undefined,
  pulumi: /^(?:up|preview)$/,
  ninja: undefined,
  meson: undefined,
  scons: undefined,
};
const INTERPRETERS = new Set([
  'python',
  'python3',
  'node',
  'bash',
  'sh',
  'ruby',
  'tsx',
  'deno',
  'perl',
  'php',
  'Rscript',
  'source',
  '.',
]);

/** Actions that run build files, plugins or configuration as they find them in the tree. */
const BUILDING_ACTIONS = [
  'docker/build-push-action',
  'docker/bake-action',
  'gradle/gradle-build-action',
  'gradle/gradle-command-action',
  'pre-commit/action',
  'super-linter/super-linter',
  'github/super-linter',
  'oxsecurity/megalinter',
  'golangci/golangci-lint-action',
  'goreleaser/goreleaser-action',
  'cypress-io/github-action',
  'bahmutov/npm-install',
  'borales/actions-yarn',
  'actions/jekyll-build-pages',
  'helm/chart-testing-action',
  'pulumi/actions',
  'dflook/terraform-plan',
  'cloudflare/wrangler-action',
  'amondnet/vercel-action',
  'burrunan/gradle-cache-action',
  'devcontainers/ci',
  'xu-cheng/latex-action',
];

/** The command runs code or build instructions of the working tree. */
function runsTree({ words }: CommandUse): boolean {
  const [program = '', ...rest] = words;
  const plain = rest.filter((word) => !word.startsWith('-'));
  if (INTERPRETERS.has(program))
    return (
      plain[0] !== undefined &&
      /^(?!\/tmp|https?:|\$)[\w./-]+\.\w+$/.test(plain[0]) &&
      !rest.includes('-c') &&
      !rest.includes('-e')
    );
  if (!(program in BUILDERS)) return /\.(?:sh|py|js|rb|pl)$/.test(program);
  const verbs = BUILDERS[program];
  if (verbs && !(plain[0] && verbs.test(plain[0]))) return false;
  // Packages by name come from the registry, not from the tree.
  if (/^(?:install|i|pip)$/.test(plain[0] ?? '')) {
    const named = plain
      .slice(1)
      .filter((word) => word !== 'install' && !/^\.|^requirements|\.txt$|\.toml$/.test(word));
    return named.length === 0 && !rest.includes('-g') && !rest.includes('--global');
  }
  return true;
}

/** A step that builds, tests or starts what is in the working tree. */
export function buildsTree(step: StepFacts): boolean {
  if (step.uses)
    return (
      step.uses.startsWith('./') ||
      BUILDING_ACTIONS.some((action) => runs(step, action)) ||
      (runs(step, 'ruby/setup-ruby') && step.with['bundler-cache']?.value === 'true')
    );
  if (step.commands.length === 0) return /\.\/[\w./-]+/.test(step.run ?? '');
  return step.commands.some(runsTree) || /(?:^|[\s;&|])\.\/[\w./-]+/.test(step.run ?? '');
}
