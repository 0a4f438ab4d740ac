import type { Gap, SourceFile } from '../../../model/index.ts';
import { failureOf, gapOf, type Settings } from '../client.ts';
import { agentcore } from './agentcore.ts';
import { bedrock } from './bedrock.ts';
import { codebuild } from './codebuild.ts';
import { ecs } from './ecs.ts';
import { eks } from './eks.ts';
import { lambda } from './lambda.ts';
import { rolesAnywhere } from './roles-anywhere.ts';
import type { Service } from './service.ts';

const SERVICES: readonly Service[] = [bedrock, agentcore, lambda, ecs, eks, codebuild, rolesAnywhere];

/** Answers in one virtual file: few enough for a reader to know the place of each. */
const ANSWERS = 250;

/** What runs as a role in one region. Each service completes without the others. */
export async function workloads(settings: Settings, root: string, gaps: Gap[]): Promise<SourceFile[]> {
  const { region } = settings;
  let absent = 0;
  const files = await Promise.all(
    SERVICES.map(async ({ name, what, read }) => {
      const failed = (error: unknown): void => {
        const gap = gapOf(`${what} in ${region}`, error);
        const known = gaps.some((one) => one.what === gap.what && one.where === gap.where);
        if (notOffered(error)) absent++;
        else if (!known) gaps.push(gap);
      };
      const answers = await read(settings, failed).catch((error: unknown) => {
        failed(error);
        return [];
      });
      return filesOf(`${root}/${region}/${name}`, answers);
    }),
  );
  if (absent >= SERVICES.length)
    gaps.push({ what: 'AWS workloads', where: region, why: 'no service has an address in this region' });
  return files.flat();
}

/** A service that a region does not have has no name there; IAM has answered before, so the network is up. */
const notOffered = (error: unknown): boolean => failureOf(error).name === 'ENOTFOUND';

/** Answers in a list, as `jq -s` makes one of a loop over the CLI. */
function filesOf(path: string, answers: readonly unknown[]): SourceFile[] {
  return Array.from({ length: Math.ceil(answers.length / ANSWERS) }, (_, i) => ({
    path: `${path}${i > 0 ? `-${i + 1}` : ''}.json`,
    text: JSON.stringify(answers.slice(i * ANSWERS, (i + 1) * ANSWERS)),
  }));
}
