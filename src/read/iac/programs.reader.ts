import type { Reader } from '../../model/index.ts';
import { folderOf } from '../../util/paths.ts';
import { gap } from '../aws/emit.ts';

interface Program {
  what: string;
  /** What the program makes, which is read where it is kept. */
  made: RegExp;
  /** How to have it. */
  how: string;
}

const CDK: Program = {
  what: 'CDK app',
  made: /(?:^|\/)cdk\.out\/|\.template\.json$/,
  how: 'scan the templates that `cdk synth` writes to cdk.out',
};
const PROGRAMS: Record<string, Program> = {
  'cdk.json': CDK,
  'cdktf.json': {
    what: 'CDK for Terraform app',
    made: /(?:^|\/)cdktf\.out\/|\.tf\.json$/,
    how: 'scan the configuration that `cdktf synth` writes to cdktf.out',
  },
  'Pulumi.yaml': {
    what: 'Pulumi program',
    made: /$^/,
    how: 'what it deploys is not known here; scan an export of the account',
  },
};

/** Infrastructure that a program makes when it runs, which nothing here does: its identities and policies are out of view. */
export const reader: Reader = {
  id: 'infrastructure-programs',
  paths: Object.keys(PROGRAMS).map((name) => `**/${name}`),
  *read(file, context) {
    const folder = folderOf(file.path);
    const program = PROGRAMS[file.path.slice(file.path.lastIndexOf('/') + 1)];
    if (!program) return;
    const inside = folder === '.' ? '' : `${folder}/`;
    if (context.paths.some((path) => path.startsWith(inside) && program.made.test(path))) return;
    yield gap(program.what, file.path, `its identities and policies are made when it runs; ${program.how}`);
  },
};
