import type { Command } from 'commander';
import { UsageError } from './errors.ts';
import { exportPlatforms, exportText } from './exports.ts';

const LIVE = ['github', 'gitlab'] as const;
const PLATFORMS = [...LIVE, 'aws', ...exportPlatforms];

export function addPermissions(program: Command): void {
  program
    .command('permissions')
    .summary('the read-only rights a source needs, and the commands that export what an offline audit reads')
    .argument('<platform>', PLATFORMS.join(', '))
    .action(async (platform: string) => {
      if (platform === 'aws') {
        const { awsReadPolicy } = await import('../collect/aws/permissions.ts');
        process.stdout.write(`${awsReadPolicy()}\n`);
        return;
      }
      const known = LIVE.find((name) => name === platform);
      if (!known) {
        const text = exportText(platform);
        if (text === undefined)
          throw new UsageError(`there is no source \`${platform}\``, `One of: ${PLATFORMS.join(', ')}`);
        process.stdout.write(text);
        return;
      }
      const { permissionsOf } = await import('../collect/scm/permissions.ts');
      process.stdout.write(permissionsOf(known));
    });
}
