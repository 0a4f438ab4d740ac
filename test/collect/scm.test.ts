import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { collectScm } from '../../src/collect/scm/index.ts';
import { type ApiServer, startApi, type World } from '../support/api-server.ts';
import { DEPLOY_KEY as KEY, repository, SECRET, VARIABLE, wrap } from '../support/github-world.ts';

let api: ApiServer | undefined;
let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'nhi-audit-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('NHI_AUDIT_GITHUB_TOKEN', 'stand-in');
  vi.stubEnv('NHI_AUDIT_GITLAB_TOKEN', 'stand-in');
});
afterEach(async () => {
  await api?.close();
  rmSync(cache, { recursive: true });
  vi.unstubAllEnvs();
});

const collect = async (world: World, names: string[], platform: 'github' | 'gitlab' = 'github') => {
  api = await startApi({ wrap, ...world });
  return collectScm(platform, { names, baseUrl: api.url });
};
const fileOf = (ground: { files: { path: string; content?: Buffer }[] }, path: string) =>
  JSON.parse(ground.files.find((file) => file.path === path)?.content?.toString() ?? 'null');

describe('GitHub', () => {
  test('one repository: every endpoint is asked for once, derived ones too', async () => {
    const ground = await collect({ records: repository('acme/app') }, ['acme/app']);
    expect(fileOf(ground, 'github:/repos/acme/app/actions/secrets')).toEqual([SECRET]);
    expect(fileOf(ground, 'github:/repos/acme/app/environments/production/secrets')).toEqual([SECRET]);
    expect(new Set(api!.log.map(({ url }) => url)).size).toBe(api!.log.length);
    expect(ground.calls).toBe(api!.log.length);
  });

  test('values in clear are dropped where they are decoded, and are not in the cache', async () => {
    const ground = await collect({ records: repository('acme/app') }, ['acme/app']);
    const everything = JSON.stringify(ground.files.map((file) => file.content?.toString()));
    expect(everything).toContain('REGION');
    expect(everything).not.toContain(VARIABLE.value);
    const folder = join(cache, 'nhi-audit', 'github');
    expect(
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join(),
    ).not.toContain(VARIABLE.value);
  });

  test('pages are followed to the end', async () => {
    const many = Array.from({ length: 250 }, (_, i) => ({ ...SECRET, name: `S${i}` }));
    const ground = await collect(
      { records: { ...repository('acme/app'), '/repos/acme/app/actions/secrets': many } },
      ['acme/app'],
    );
    expect(fileOf(ground, 'github:/repos/acme/app/actions/secrets')).toHaveLength(250);
  });

  test('a second run asks conditionally and gets the same', async () => {
    const first = await collect({ records: repository('acme/app') }, ['acme/app']);
    const before = api!.log.length;
    const second = await collectScm('github', { names: ['acme/app'], baseUrl: api!.url });
    const answers = api!.log.slice(before);
    expect(answers.filter(({ status }) => status === 200)).toEqual([]);
    expect(second.files.map(({ path, content }) => [path, content?.toString()])).toEqual(
      first.files.map(({ path, content }) => [path, content?.toString()]),
    );
  });

  test('a refusal is a gap that names the permission and the checks it costs; the rest is read', async () => {
    const trouble = {
      '/repos/acme/app/keys': { kind: 'forbidden' as const, permission: 'administration=read' },
    };
    const ground = await collect({ records: repository('acme/app'), trouble }, ['acme/app']);
    expect(ground.gaps).toContainEqual({
      what: 'github deploy-keys',
      where: 'github:/repos/acme/app/keys',
      why: 'was refused (403). The server asks for: administration=read. Not checked: NHI-CI-030.',
    });
    expect(fileOf(ground, 'github:/repos/acme/app/actions/secrets')).toEqual([SECRET]);
  });

  test('a token that is not accepted, an error of the server, a broken answer', async () => {
    const trouble = {
      '/repos/acme/app/keys': { kind: 'status' as const, code: 401 },
      '/repos/acme/app/hooks': { kind: 'status' as const, code: 422 },
      '/repos/acme/app/actions/runners': { kind: 'truncated' as const },
    };
    const ground = await collect({ records: repository('acme/app'), trouble }, ['acme/app']);
    const why = (path: string) =>
      ground.gaps.find((gap) => gap.where === `github:/repos/acme/app/${path}`)?.why;
    expect(why('keys')).toContain('401');
    expect(why('hooks')).toContain('422');
    expect(why('actions/runners')).toContain('not what the API describes');
  });

  test('a limit that passes is waited for; one that does not is a gap', async () => {
    const trouble = {
      '/repos/acme/app/keys': { kind: 'limited' as const, retryAfter: '1', times: 1 },
      '/repos/acme/app/hooks': { kind: 'limited' as const, retryAfter: '3600', times: 9 },
    };
    const ground = await collect({ records: repository('acme/app'), trouble }, ['acme/app']);
    expect(fileOf(ground, 'github:/repos/acme/app/keys')).toEqual([KEY]);
    expect(ground.gaps.find((gap) => gap.where === 'github:/repos/acme/app/hooks')?.why).toContain(
      'rate limit',
    );
  }, 60_000);

  test('calls grow with the repositories, and a second run is answered by 304 alone', async () => {
    const count = Number(process.env['NHI_AUDIT_SCALE'] ?? 20);
    const names = Array.from({ length: count }, (_, i) => `r${i}`);
    const records = Object.assign(
      {
        '/orgs/acme/repos': names.map((name) => ({ name, archived: false })),
        '/orgs/acme/actions/secrets': [],
      },
      ...names.map((name) => repository(`acme/${name}`)),
    );
    const first = await collect({ records }, ['acme']);
    const before = api!.log.length;
    const started = Date.now();
    const second = await collectScm('github', { names: ['acme'], baseUrl: api!.url });
    const answers = api!.log.slice(before);
    const answered = (status: number) => answers.filter((answer) => answer.status === status).length;
    if (process.env['NHI_AUDIT_SCALE'])
      console.log(
        `${count} repositories: ${first.calls} calls; again: ${second.calls} calls in ${Date.now() - started} ms, ${answered(304)} x 304, ${answered(200)} x 200`,
      );
    // Some calls are for the organisation itself, whatever the number of its repositories.
    expect((first.calls - 20) / count).toBeLessThan(18);
    expect(answered(200)).toBe(0);
    expect(second.files.length).toBe(first.files.length);
  }, 900_000);

  test('an organisation: its own endpoints and those of every repository that is not archived', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `r${i}`);
    const records = Object.assign(
      {
        '/orgs/acme/repos': [
          ...names.map((name) => ({ name, archived: false })),
          { name: 'old', archived: true },
        ],
        '/orgs/acme/actions/secrets': [{ ...SECRET, visibility: 'selected' }],
        '/orgs/acme/actions/secrets/DEPLOY_KEY/repositories': [{ full_name: 'acme/r1', private: true }],
      },
      ...names.map((name) => repository(`acme/${name}`)),
    );
    const ground = await collect({ records }, ['acme']);
    expect(ground.files.filter(({ path }) => path.endsWith('/keys'))).toHaveLength(12);
    expect(ground.files.some(({ path }) => path.includes('/old/'))).toBe(false);
    expect(fileOf(ground, 'github:/orgs/acme/actions/secrets/DEPLOY_KEY/repositories')).toHaveLength(1);
  }, 60_000);
});

describe('GitLab', () => {
  const project = {
    '/projects/acme/app': { id: 1, path_with_namespace: 'acme/app' },
    '/projects/acme/app/variables': [
      { key: 'TOKEN', value: 'in clear', masked: false, protected: false, environment_scope: '*' },
    ],
    '/projects/acme/app/deploy_keys': [],
  };

  test('a project: variables come without values', async () => {
    const ground = await collect({ records: project, wrap: () => undefined }, ['acme/app'], 'gitlab');
    expect(fileOf(ground, 'gitlab:/projects/acme/app/variables')).toEqual([
      { key: 'TOKEN', masked: false, protected: false, environment_scope: '*' },
    ]);
  });

  test('a limit is waited for, a broken answer is a gap', async () => {
    const trouble = {
      '/projects/acme/app/variables': { kind: 'limited' as const, retryAfter: '1', times: 1 },
      '/projects/acme/app/deploy_keys': { kind: 'truncated' as const },
    };
    const ground = await collect(
      { records: project, trouble, wrap: () => undefined },
      ['acme/app'],
      'gitlab',
    );
    expect(fileOf(ground, 'gitlab:/projects/acme/app/variables')).toHaveLength(1);
    expect(ground.gaps.some((gap) => gap.where.endsWith('/deploy_keys'))).toBe(true);
  }, 60_000);
});

test('nobody there: a gap, not a crash', async () => {
  const ground = await collectScm('gitlab', { names: ['acme/app'], baseUrl: 'http://127.0.0.1:9' });
  expect(ground.gaps[0]?.why).toContain('could not be read');
}, 60_000);
