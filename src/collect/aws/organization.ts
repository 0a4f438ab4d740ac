import {
  type Account,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  OrganizationsClient,
  type PolicySummary,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListPolicies,
  paginateListRoots,
  paginateListTargetsForPolicy,
} from '@aws-sdk/client-organizations';
import type { Gap } from '../../model/index.ts';
import { type Connection, failureOf, gapOf, using } from './client.ts';
import { allOf, pooled } from './pool.ts';

const TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;
const WHERE = 'organization policies: what SCPs and RCPs take away is not taken off';

/** What caps every account of an organisation: policies with their targets, and each account's way up the tree. */
export interface Organization {
  Policies: { PolicySummary: PolicySummary; Content?: string; Targets: { TargetId: string }[] }[];
  Accounts: Record<string, { OrganizationId: string; Parents: string[] }>;
}

/**
 * The organisation of the account. Its policies are shown to its management account and to administrators it has delegated; any other
 * account learns only which organisation it is in. One outside of any has nothing that caps it, which is no gap.
 */
export function organization(
  { settings }: Connection,
  account: string,
  gaps: Gap[],
): Promise<Organization | undefined> {
  return using(new OrganizationsClient(settings), async (client) => {
    try {
      const { Organization } = await client.send(new DescribeOrganizationCommand({}));
      const { Id = '', MasterAccountId = '' } = Organization ?? {};
      return await whole(client, Id, MasterAccountId).catch((error: unknown) => {
        gaps.push(gapOf(WHERE, error));
        return { Policies: [], Accounts: { [account]: { OrganizationId: Id, Parents: [] } } };
      });
    } catch (error) {
      if (failureOf(error).name !== 'AWSOrganizationsNotInUseException') gaps.push(gapOf(WHERE, error));
      return undefined;
    }
  });
}

/** Neither SCPs nor RCPs bind the management account. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
async function whole(client: OrganizationsClient, id: string, management: string): Promise<Organization> {
  const [Accounts, policies] = await Promise.all([tree(client, id), policiesOf(client)]);
  if (management) Accounts[management] = { OrganizationId: id, Parents: [] };
  const Policies = policies.map((policy) => ({
    ...policy,
    Targets: policy.Targets.filter(({ TargetId }) => TargetId !== management),
  }));
  return { Policies, Accounts };
}

/** All accounts with everything above them, from the root downwards. */
async function tree(client: OrganizationsClient, organization: string): Promise<Organization['Accounts']> {
  const found: Organization['Accounts'] = {};
  const roots = await allOf(paginateListRoots({ client }, {}), (page) => page.Roots);
  let level = roots.map(({ Id }) => [Id ?? '']);
  while (level.length > 0) {
    const below = await pooled(level, async (way) => {
      const ParentId = way[0]!;
      const accounts: Account[] = await allOf(
        paginateListAccountsForParent({ client }, { ParentId }),
        (page) => page.Accounts,
      );
      for (const { Id } of accounts) if (Id) found[Id] = { OrganizationId: organization, Parents: way };
      const units = await allOf(
        paginateListOrganizationalUnitsForParent({ client }, { ParentId }),
        (page) => page.OrganizationalUnits,
      );
      return units.map(({ Id }) => [Id ?? '', ...way]);
    });
    level = below.flat();
  }
  return found;
}

async function policiesOf(client: OrganizationsClient): Promise<Organization['Policies']> {
  const lists = await pooled(TYPES, (Filter) =>
    allOf(paginateListPolicies({ client }, { Filter }), (page) => page.Policies),
  );
  return pooled(lists.flat(), async (summary) => {
    const [{ Policy }, targets] = await Promise.all([
      client.send(new DescribePolicyCommand({ PolicyId: summary.Id })),
      allOf(paginateListTargetsForPolicy({ client }, { PolicyId: summary.Id }), (page) => page.Targets),
    ]);
    return {
      PolicySummary: summary,
      Content: Policy?.Content,
      Targets: targets.map(({ TargetId }) => ({ TargetId: TargetId ?? '' })),
    };
  });
}
