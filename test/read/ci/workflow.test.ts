import { describe, expect, test } from 'vitest';
import type { Observation, ReadContext, Reader } from '../../../src/model/index.ts';
import { reader as workflow } from '../../../src/read/ci/github/workflow.reader.ts';
import { reader as gitlab } from '../../../src/read/ci/gitlab/gitlab.reader.ts';

/** A tree of files in memory; every value is sealed as if it were machine-made. */
function contextOf(files: Record<string, string>): ReadContext {
  return {
    hide: () => (part) => part,
    seal: (value) => ({
      fingerprint: `f${value.length}`,
      preview: '…',
      generated: false,
      placeholder: false,
      length: value.length,
    }),
    open: (path) => (files[path] === undefined ? undefined : { path, text: files[path] }),
    paths: Object.keys(files).sort(),
    repository: 'acme/app',
    tracked: () => true,
    scope: 'app',
  };
}

function read(reader: Reader, path: string, files: Record<string, string>): Observation[] {
  return [...reader.read({ path, text: files[path]! }, contextOf(files))];
}

const edges = (seen: Observation[]) =>
  seen.flatMap((o) => (o.type === 'edge' ? [`${o.edge.from} ${o.edge.kind} ${o.edge.to}`] : []));
const jobs = (seen: Observation[]) =>
  seen.flatMap((o) => (o.type === 'node' && o.node.kind === 'workload' && o.node.job ? [o.node.job] : []));

const PATH = '.github/workflows/w.yml';

describe('GitHub workflows as observations', () => {
  test('canonical ids: job, its token, secret, agent, the role it exchanges its token for', () => {
    const seen = read(workflow, PATH, {
      [PATH]: `on: push
permissions: { id-token: write, contents: read }
jobs:
  fix:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with: { role-to-assume: 'arn:aws:iam::111122223333:role/ci' }
      - uses: anthropics/claude-code-action@v1
        with: { anthropic_api_key: "\${{ secrets.KEY }}" }
`,
    });
    const job = `ci:github:${PATH}#fix`;
    const agent = `agent:claude-code-action:${PATH}#fix/1`;
    expect(edges(seen)).toEqual(
      expect.arrayContaining([
        `${job} acts-as github:token/${PATH}#fix`,
        `${job} acts-as aws:arn:aws:iam::111122223333:role/ci`,
        `${agent} runs-in ${job}`,
        `${agent} acts-as github:app/claude`,
        `${agent} holds github:secret/acme/app/actions/KEY`,
      ]),
    );
    const oidc = seen.find((o) => o.type === 'edge' && o.edge.to.startsWith('aws:'));
    expect(oidc).toMatchObject({ edge: { labels: { subject: 'repo:acme/app:environment:production' } } });
  });

  test('steps of a local composite action run in the job, secrets follow its inputs', () => {
    const files = {
      [PATH]: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/agent
        with: { key: "\${{ secrets.MODEL }}" }
`,
      '.github/actions/agent/action.yml': `runs:
  using: composite
  steps:
    - run: codex exec "x"
      shell: bash
      env: { OPENAI_API_KEY: "\${{ inputs.key }}" }
`,
    };
    const [job] = jobs(read(workflow, PATH, files));
    expect(job!.steps[1]).toMatchObject({
      agent: 'codex',
      inside: '.github/actions/agent/action.yml',
      secrets: [{ name: 'MODEL', binding: { via: 'env', key: 'OPENAI_API_KEY' }, class: { kind: 'model' } }],
    });
  });

  test('a secret is told by its consumer before its name', () => {
    const [job] = jobs(
      read(workflow, PATH, {
        [PATH]: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/create-github-app-token@v2
        with: { private-key: "\${{ secrets.NPM_TOKEN }}" }
      - run: x
        env: { VALUE: "\${{ secrets.NPM_TOKEN }}", ID: "\${{ secrets.PROJECT_ID }}" }
`,
      }),
    );
    expect(
      job!.steps.flatMap(({ secrets }) => secrets.map((use) => [use.class?.kind, use.class?.by])),
    ).toEqual([
      ['app-key', 'action'],
      ['package', 'name'],
      ['config', 'name'],
    ]);
  });

  test('columns are exact inside a block, in flow style and through an anchor', () => {
    const source = `on: push
x: &env { TOKEN: "\${{ secrets.A }}" }
jobs:
  a:
    runs-on: ubuntu-latest
    env: *env
    steps:
      - run: |
          one
            two \${{ secrets.B }}
`;
    const [job] = jobs(read(workflow, PATH, { [PATH]: source }));
    const cut = ({
      startLine,
      startColumn,
      endColumn,
    }: {
      startLine?: number;
      startColumn?: number;
      endColumn?: number;
    }) => source.split('\n')[startLine! - 1]!.slice(startColumn! - 1, endColumn! - 1);
    expect([...job!.secrets, ...job!.steps[0]!.secrets].map(({ location }) => cut(location))).toEqual([
      'secrets.A',
      'secrets.B',
    ]);
  });

  test('a broken file gives a gap and what could be read', () => {
    const seen = read(workflow, PATH, { [PATH]: 'on: push\njobs:\n  a:\n    runs-on: "x\n' });
    expect(seen.some((o) => o.type === 'gap')).toBe(true);
  });
});

test('GitLab: extends, default and anchors make the job; foreign includes are gaps', () => {
  const path = '.gitlab-ci.yml';
  const seen = read(gitlab, path, {
    [path]: `include:
  - local: /ci/base.yml
  - project: acme/shared
    file: x.yml
default: { before_script: [echo hi] }
deploy:
  extends: .base
  script: [claude -p "x"]
`,
    'ci/base.yml': '.base: { environment: production, tags: [big] }\n',
  });
  expect(jobs(seen)).toMatchObject([
    {
      jobId: 'deploy',
      runsOn: ['big'],
      environment: { name: 'production' },
      steps: [{}, { agent: 'claude-code' }],
    },
  ]);
  expect(seen.filter((o) => o.type === 'gap')).toHaveLength(1);
});

test('GitLab: included files by pattern and of included files are read; each part is found where it is written', () => {
  const seen = read(gitlab, '.gitlab-ci.yml', {
    '.gitlab-ci.yml': `include: [{ local: 'ci/*.yml' }, { local: gone.yml }]
deploy:
  extends: .base
`,
    'ci/base.yml': `include: /parts/tail.yml
.base:
  environment: production
  script:
    - terraform apply -var token=$FLY_API_TOKEN
`,
    'parts/tail.yml': 'notify: { script: [curl "$SLACK_WEBHOOK_URL"] }\n',
  });
  const [deploy, notify] = jobs(seen);
  expect(deploy).toMatchObject({ jobId: 'deploy', workflow: '.gitlab-ci.yml', location: { startLine: 2 } });
  expect(deploy?.steps[0]?.location).toMatchObject({ path: 'ci/base.yml', startLine: 5 });
  expect(deploy?.steps[0]?.secrets[0]?.location).toMatchObject({ path: 'ci/base.yml', startColumn: 34 });
  expect(notify).toMatchObject({ jobId: 'notify', workflow: 'parts/tail.yml' });
  expect(seen.flatMap((o) => (o.type === 'gap' ? [o.gap.why] : []))).toEqual([
    'gone.yml is not in the files read; its jobs and variables are unknown',
  ]);
});
