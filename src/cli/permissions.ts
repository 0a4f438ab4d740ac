import type { Command } from 'commander';
import { UsageError } from './errors.ts';

const PLATFORMS = ['github', 'gitlab'] as const;

export function addPermissions(program: Command): void {
  program
    .command('permissions')
    .summary('the read-only rights a live source needs, and which checks each enables')
    .argument('<platform>', PLATFORMS.join(', '))
    .action(async (platform: string) => {
      const known = PLATFORMS.find((name) => name === platform);
      if (!known)
        throw new UsageError(`there is no live source \`${platform}\``, `One of: ${PLATFORMS.join(', ')}`);
      const { permissionsOf } = await import('../collect/scm/permissions.ts');
      process.stdout.write(permissionsOf(known));
    });
}
