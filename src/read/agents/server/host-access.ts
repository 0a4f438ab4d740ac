import type { CallFacts } from '../../../model/index.ts';
import { locate } from '../../tree/tree.ts';
import type { KnownServer } from './known.ts';
import type { Server } from './server.ts';

/** Options of a container runtime that take its walls away (https://docs.docker.com/reference/cli/docker/container/run/). */
const FLAGS: [RegExp, string][] = [
  [/^--privileged(?:=true)?$/, 'runs with `--privileged`'],
  [/^--pid=host$/, "shares the machine's processes (`--pid=host`)"],
  [/^--cap-add=(?:ALL|SYS_ADMIN|CAP_SYS_ADMIN)$/i, 'is given the rights of an administrator (`--cap-add`)'],
];
const SPLIT_FLAGS: Record<string, RegExp> = {
  '--pid': /^host$/,
  '--cap-add': /^(?:ALL|(?:CAP_)?SYS_ADMIN)$/i,
};

const ROOT = /^(?:\/|[A-Za-z]:[\\/]?)$/;
const HOME =
  /^(?:~|\$\{?(?:env:)?HOME\}?|%USERPROFILE%|\$\{userHome\}|\/root|\/(?:home|Users)\/[^/]+|[A-Za-z]:[\\/]Users[\\/][^\\/]+)[\\/]?$/;

/** What lets a local server out of the project to the whole machine, or to all a user has there, each with its place. */
export function hostAccessOf(
  server: Server,
  known: KnownServer | undefined,
  path: string,
): NonNullable<CallFacts['hostAccess']> {
  const { launch } = server;
  const container = launch.package?.runner === 'docker';
  const inside = new Set(launch.words);
  const flags = container
    ? launch.all.flatMap((word, i) => {
        if (inside.has(word)) return [];
        const joined = FLAGS.find(([pattern]) => pattern.test(word.text))?.[1];
        const value = SPLIT_FLAGS[word.text]?.test(launch.all[i + 1]?.text ?? '');
        const how = joined ?? (value ? `runs with \`${word.text} ${launch.all[i + 1]!.text}\`` : undefined);
        return how ? [{ how, root: true, location: locate(path, word.at) }] : [];
      })
    : [];
  const mounts = launch.mounts.flatMap((word) => {
    const source = /(?:^|,)(?:src|source)=([^,]+)/.exec(word.text)?.[1] ?? word.text.split(/:(?=\/)/)[0]!;
    return folder(source, 'mounts', path, word.at);
  });
  const roots =
    known?.id === 'filesystem' && !container
      ? launch.words.flatMap((word) => folder(word.text, 'may read and write', path, word.at))
      : [];
  return [...flags, ...mounts, ...roots];
}

function folder(
  text: string,
  verb: string,
  path: string,
  at: Parameters<typeof locate>[1],
): NonNullable<CallFacts['hostAccess']> {
  const root = ROOT.test(text);
  if (!root && !HOME.test(text)) return [];
  const what = root ? 'the whole disk' : "the user's whole home folder";
  return [{ how: `${verb} ${what} (\`${text}\`)`, root, location: locate(path, at) }];
}
