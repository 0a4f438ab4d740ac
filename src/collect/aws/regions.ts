import { AccountClient, paginateListRegions, type RegionOptStatus } from '@aws-sdk/client-account';
import type { Gap } from '../../model/index.ts';
import { type AwsOptions, type Connection, gapOf, using } from './client.ts';
import { allOf } from './pool.ts';

/**
 * Regions whose workloads are read. Those named; for `all` those the account has on; else the profile's own, and then the report
 * says that the others were not looked at.
 */
export async function regionsOf(connection: Connection, options: AwsOptions, gaps: Gap[]): Promise<string[]> {
  const { homeRegion } = connection;
  const named = options.regions ?? [];
  if (named.includes('all')) return enabledRegions(connection, gaps);
  if (named.length > 0) return [...new Set(named)];
  gaps.push({
    what: 'AWS workloads',
    where: homeRegion ? `regions other than ${homeRegion}` : 'all regions',
    why: `${homeRegion ? 'not asked' : 'the profile names no region'}: name them with --aws-region, or \`--aws-region all\``,
  });
  return homeRegion ? [homeRegion] : [];
}

async function enabledRegions({ settings, homeRegion }: Connection, gaps: Gap[]): Promise<string[]> {
  const RegionOptStatusContains: RegionOptStatus[] = ['ENABLED', 'ENABLED_BY_DEFAULT'];
  try {
    return await using(new AccountClient(settings), async (client) => {
      const pages = paginateListRegions({ client }, { RegionOptStatusContains });
      const regions = await allOf(pages, (page) => page.Regions);
      return regions.flatMap(({ RegionName }) => RegionName ?? []);
    });
  } catch (error) {
    gaps.push(gapOf('regions of the account; only its own was asked', error));
    return homeRegion ? [homeRegion] : [];
  }
}
