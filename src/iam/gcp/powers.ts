/** What a role or a permission amounts to. Names are used by the checks and shown by `explain`. */
export type Power =
  | 'owner'
  | 'editor'
  | 'admin-role'
  | 'set-policy'
  | 'impersonate'
  | 'key-create'
  | 'act-as'
  | 'deploy'
  | 'role-update';

/** Predefined roles. Other roles that end in `admin` are administrators of one service. https://cloud.google.com/iam/docs/roles-permissions */
const ROLES: [RegExp, Power[]][] = [
  [/^roles\/owner$/, ['owner', 'set-policy', 'act-as', 'deploy']],
  [/^roles\/editor$/, ['editor', 'act-as', 'deploy']],
  [/^roles\/iam\.serviceAccountTokenCreator$/, ['impersonate']],
  [/^roles\/iam\.(?:serviceAccountOpenIdTokenCreator)$/, ['impersonate']],
  [/^roles\/iam\.workloadIdentityUser$/, ['impersonate']],
  [/^roles\/iam\.serviceAccountKeyAdmin$/, ['key-create', 'admin-role']],
  [/^roles\/iam\.serviceAccountAdmin$/, ['impersonate', 'admin-role']],
  [/^roles\/iam\.serviceAccountUser$/, ['act-as']],
  [/^roles\/iam\.(?:securityAdmin|organizationRoleAdmin)$/, ['set-policy', 'admin-role']],
  [/^roles\/iam\.roleAdmin$/, ['role-update', 'admin-role']],
  [
    /^roles\/resourcemanager\.(?:projectIamAdmin|folderIamAdmin|folderAdmin|organizationAdmin)$/,
    ['set-policy', 'admin-role'],
  ],
  [/^roles\/iam\.workloadIdentityPoolAdmin$/, ['admin-role']],
  [
    /^roles\/(?:cloudfunctions\.(?:admin|developer)|run\.(?:admin|developer)|compute\.(?:admin|instanceAdmin(?:\.v1)?)|cloudbuild\.builds\.(?:editor|builder)|deploymentmanager\.editor|composer\.admin|dataflow\.(?:admin|developer)|dataproc\.(?:admin|editor)|container\.(?:admin|developer)|notebooks\.admin|aiplatform\.(?:admin|user)|appengine\.(?:appAdmin|deployer)|cloudscheduler\.admin|workflows\.(?:admin|editor))$/,
    ['deploy'],
  ],
];

/** Permissions of custom roles, by what each hands over. https://cloud.google.com/iam/docs/service-account-permissions */
const PERMISSIONS: [RegExp, Power][] = [
  [
    /^iam\.serviceAccounts\.(?:getAccessToken|signJwt|signBlob|implicitDelegation|getOpenIdToken|setIamPolicy)$/,
    'impersonate',
  ],
  [/^iam\.serviceAccountKeys\.create$/, 'key-create'],
  [/^iam\.serviceAccounts\.actAs$/, 'act-as'],
  [/^resourcemanager\.(?:projects|folders|organizations)\.setIamPolicy$/, 'set-policy'],
  [/^iam\.roles\.update$/, 'role-update'],
  [
    /^(?:run\.(?:services|jobs)\.(?:create|update)|cloudfunctions\.functions\.(?:create|update)|compute\.instances\.(?:create|setServiceAccount|setMetadata)|compute\.projects\.setCommonInstanceMetadata|cloudbuild\.builds\.create|deploymentmanager\.deployments\.create|container\.pods\.exec|dataflow\.jobs\.create|composer\.environments\.create|aiplatform\.customJobs\.create)$/,
    'deploy',
  ],
];

/** Powers of a role by its name, or of a custom one by its permissions. */
export function powersOf(role: string, permissions: readonly string[] | undefined): Power[] {
  if (permissions)
    return [
      ...new Set(
        permissions.flatMap((permission) =>
          PERMISSIONS.filter(([form]) => form.test(permission)).map(([, power]) => power),
        ),
      ),
    ];
  const found = ROLES.filter(([form]) => form.test(role)).flatMap(([, powers]) => powers);
  const admin = /^roles\/.*admin$/i.test(role) && !/(?:objectAdmin|hmacKeyAdmin|\.viewer)$/.test(role);
  return admin && !found.includes('admin-role') ? [...found, 'admin-role'] : found;
}

/** The role allows no change. */
export const readsOnly = (role: string): boolean =>
  /(?:viewer|reader|browser|listAccessor|reviewer|subscriber|invoker)$/i.test(role);
