// Generated AWS accounts, in the shape of `aws iam get-account-authorization-details`. The same account for the same size.
const ACCOUNT = '111122223333';
const arn = (rest) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const document = (...Statement) => ({ Version: '2012-10-17', Statement });

/** mulberry32: the low bits of a plain congruential generator repeat, and conditions on them would never meet. */
function generator(seed) {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ACTIONS = [
  's3:GetObject',
  's3:PutObject',
  'dynamodb:Query',
  'sqs:SendMessage',
  'logs:PutLogEvents',
  'kms:Decrypt',
  'ec2:Describe*',
  'lambda:InvokeFunction',
  'sns:Publish',
  'ecs:RunTask',
  'iam:PassRole',
  'iam:Get*',
  'sts:AssumeRole',
  'lambda:UpdateFunctionCode',
  'iam:PutRolePolicy',
];

/**
 * The hard one: no two principals have the same policies. Four managed policies and an inline one of its own each, drawn evenly from a
 * third as many managed policies as principals.
 */
export function distinctAccount(principals) {
  const random = generator(7);
  const statement = (i) => ({
    Effect: random(25) === 0 ? 'Deny' : 'Allow',
    Action: [ACTIONS[random(10)], random(40) === 0 ? ACTIONS[10 + random(5)] : ACTIONS[random(10)]],
    Resource:
      random(10) === 0
        ? '*'
        : [`arn:aws:s3:::bucket-${i}-${random(50)}/*`, arn(`role/role-${random(principals)}`)],
    ...(random(8) === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${random(9)}` } } } : {}),
  });
  const attached = () =>
    Array.from({ length: 4 }, () => random(Math.ceil(principals / 3))).map((n) => ({
      PolicyName: `policy-${n}`,
      PolicyArn: arn(`policy/policy-${n}`),
    }));
  const base = (kind, i) => ({
    Arn: arn(`${kind}/${kind}-${i}`),
    Path: '/',
    CreateDate: '2024-01-01T00:00:00+00:00',
    AttachedManagedPolicies: attached(),
    Tags: [],
  });
  const users = Math.floor(principals / 20);
  return {
    UserDetailList: Array.from({ length: users }, (_, i) => ({
      ...base('user', i),
      UserName: `user-${i}`,
      UserId: `AIDA${i}`,
      GroupList: [],
      UserPolicyList: [{ PolicyName: 'own', PolicyDocument: document(statement(i), statement(i)) }],
    })),
    GroupDetailList: [],
    RoleDetailList: Array.from({ length: principals - users }, (_, i) => ({
      ...base('role', i),
      RoleName: `role-${i}`,
      RoleId: `AROA${i}`,
      InstanceProfileList: [],
      AssumeRolePolicyDocument: document({
        Effect: 'Allow',
        Principal:
          random(3) === 0
            ? { AWS: arn('root') }
            : {
                Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'][random(3)],
              },
        Action: 'sts:AssumeRole',
      }),
      RolePolicyList: [
        {
          PolicyName: 'own',
          PolicyDocument: document(
            i % 2000 === 5 ? { Effect: 'Allow', Action: '*', Resource: '*' } : statement(i),
            statement(i),
          ),
        },
      ],
    })),
    Policies: Array.from({ length: Math.ceil(principals / 3) }, (_, i) => ({
      PolicyName: `policy-${i}`,
      PolicyId: `ANPA${i}`,
      Arn: arn(`policy/policy-${i}`),
      DefaultVersionId: 'v1',
      PolicyVersionList: [
        { VersionId: 'v1', IsDefaultVersion: true, Document: document(statement(i), statement(i)) },
      ],
    })),
    IsTruncated: false,
  };
}

/** Few are wanted often: drawn twice, and the smaller counts. */
const skewed = (random, below) => Math.min(random(below), random(below), random(below));

/**
 * The usual one: made by modules and shared policies. A twentieth of the principals are users, each in one of 20 groups, without policies of
 * their own. Roles come from 80 modules: one trust policy a module, two managed policies that all roles of the module have, and for half
 * of the roles an inline policy of the module's actions with the role's own names in it. One role in four has up to two further managed
 * policies, drawn unevenly from 40 of AWS and a twentieth as many of the account as there are principals. Of 10,000 principals about 4,750
 * documents are distinct inline ones; 540 are managed and 80 trust.
 */
export function sharedAccount(principals) {
  const random = generator(11);
  const own = Math.ceil(principals / 20);
  const managed = (n) =>
    n < 40
      ? { PolicyName: `AwsPolicy${n}`, PolicyArn: `arn:aws:iam::aws:policy/AwsPolicy${n}` }
      : { PolicyName: `policy-${n - 40}`, PolicyArn: arn(`policy/policy-${n - 40}`) };
  const pick = () => managed(random(2) === 0 ? skewed(random, 40) : 40 + skewed(random, own));
  const action = () => (random(40) === 0 ? ACTIONS[10 + random(5)] : ACTIONS[random(10)]);
  const statement = (name) => ({
    Effect: random(25) === 0 ? 'Deny' : 'Allow',
    Action: [action(), action()],
    Resource: random(10) === 0 ? '*' : [`arn:aws:s3:::${name}-${random(50)}/*`, arn(`role/${name}-*`)],
    ...(random(8) === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${random(9)}` } } } : {}),
  });
  const policyRow = ({ PolicyName, PolicyArn }, Document) => ({
    PolicyName,
    PolicyId: `ANPA${PolicyName}`,
    Arn: PolicyArn,
    DefaultVersionId: 'v1',
    PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }],
  });
  const modules = Array.from({ length: 80 }, (_, m) => ({
    trust: document({
      Effect: 'Allow',
      Principal:
        random(4) === 0
          ? { AWS: arn('root') }
          : { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com', 'ec2.amazonaws.com'][random(3)] },
      Action: 'sts:AssumeRole',
      ...(random(4) === 0 ? { Condition: { StringEquals: { 'aws:PrincipalTag/module': `m${m}` } } } : {}),
    }),
    attached: [pick(), pick()],
    inline: (name) =>
      document(
        {
          Effect: 'Allow',
          Action: [ACTIONS[m % 10], ACTIONS[(m * 7) % 10]],
          Resource: `arn:aws:s3:::${name}/*`,
        },
        {
          Effect: 'Allow',
          Action: ['logs:PutLogEvents'],
          Resource: `arn:aws:logs:*:${ACCOUNT}:log-group:${name}:*`,
        },
        ...(m % 20 === 0 ? [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: arn(`role/${name}`) }] : []),
      ),
  }));
  const base = (kind, i) => ({
    Arn: arn(`${kind}/${kind}-${i}`),
    Path: '/',
    CreateDate: '2024-01-01T00:00:00+00:00',
    Tags: [],
  });
  const users = Math.floor(principals / 20);
  return {
    UserDetailList: Array.from({ length: users }, (_, i) => ({
      ...base('user', i),
      UserName: `user-${i}`,
      UserId: `AIDA${i}`,
      GroupList: [`group-${random(20)}`],
      UserPolicyList: [],
      AttachedManagedPolicies: [],
    })),
    GroupDetailList: Array.from({ length: 20 }, (_, i) => ({
      ...base('group', i),
      GroupName: `group-${i}`,
      GroupId: `AGPA${i}`,
      GroupPolicyList: [],
      AttachedManagedPolicies: [pick(), pick()],
    })),
    RoleDetailList: Array.from({ length: principals - users }, (_, i) => {
      const { trust, attached, inline } = modules[skewed(random, modules.length)];
      const further = random(4) === 0 ? [pick(), pick()] : [];
      const admin =
        i % 2000 === 5
          ? [{ PolicyName: 'own', PolicyDocument: document({ Effect: 'Allow', Action: '*', Resource: '*' }) }]
          : [];
      return {
        ...base('role', i),
        RoleName: `role-${i}`,
        RoleId: `AROA${i}`,
        InstanceProfileList: [],
        AssumeRolePolicyDocument: trust,
        RolePolicyList: [
          ...admin,
          ...(random(2) === 0 ? [{ PolicyName: 'module', PolicyDocument: inline(`role-${i}`) }] : []),
        ],
        AttachedManagedPolicies: [...attached, ...further],
      };
    }),
    Policies: Array.from({ length: 40 + own }, (_, n) =>
      policyRow(managed(n), document(statement(`shared-${n}`), statement(`shared-${n}`))),
    ),
    IsTruncated: false,
  };
}
