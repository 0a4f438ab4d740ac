import { BatchGetProjectsCommand, CodeBuildClient, paginateListProjects } from '@aws-sdk/client-codebuild';
import { using } from '../client.ts';
import { allOf, settled } from '../pool.ts';
import type { Service } from './service.ts';

/** Most names that one call takes. */
const BATCH = 100;

/** Build projects: `aws codebuild batch-get-projects`. */
export const codebuild: Service = {
  name: 'codebuild',
  what: 'CodeBuild projects',
  read: (settings, failed) =>
    using(new CodeBuildClient(settings), async (client) => {
      const names = await allOf(paginateListProjects({ client }, {}), (page) => page.projects);
      const starts = Array.from({ length: Math.ceil(names.length / BATCH) }, (_, i) => i * BATCH);
      return settled(starts, failed, async (start) => {
        const command = new BatchGetProjectsCommand({ names: names.slice(start, start + BATCH) });
        const { projects } = await client.send(command);
        return (projects ?? []).map((one) => ({ projects: [one] }));
      });
    }),
};
