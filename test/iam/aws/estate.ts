import { interpret } from '../../../src/iam/aws/index.ts';
import type { Edge, GraphSeed, Node, Observation, PolicyFact } from '../../../src/model/index.ts';

export const ACCOUNT = '111122223333';
const location = { path: 'account.json', startLine: 1 };

export const arn = (rest: string, account = ACCOUNT) => `arn:aws:iam::${account}:${rest}`;
export const id = (rest: string, account = ACCOUNT) => `aws:${arn(rest, account)}`;

export const allow = (
  actions: string | string[],
  resources: string | string[] = '*',
  condition?: object,
) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(condition ? { Condition: condition } : {}),
});
export const deny = (actions: string | string[], resources: string | string[] = '*', condition?: object) => ({
  ...allow(actions, resources, condition),
  Effect: 'Deny',
});
export const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
export const trust = (principal: unknown, condition?: object) =>
  policy({
    Effect: 'Allow',
    Principal: principal,
    Action: 'sts:AssumeRole',
    ...(condition ? { Condition: condition } : {}),
  });

/** An account written down in a few words: what tests hand to the interpreter. */
export class Estate {
  readonly facts: PolicyFact[] = [];
  readonly nodes = new Map<string, Node>();
  readonly edges: Edge[] = [];
  now = Date.parse('2026-11-22T00:00:00Z');

  fact(
    kind: string,
    factId: string,
    attachedTo: string[],
    document?: unknown,
    more: Partial<PolicyFact> = {},
  ): this {
    this.facts.push({
      platform: 'aws',
      kind,
      id: factId,
      name: factId.split(/[/#]/).at(-1)!,
      attachedTo,
      document,
      location,
      ...more,
    });
    return this;
  }
  node(node: Partial<Node> & { id: string }): this {
    this.nodes.set(node.id, {
      kind: 'identity',
      name: node.id.split('/').at(-1)!,
      locations: [location],
      confidence: 'high',
      platform: 'aws',
      type: 'role',
      human: 'unknown',
      ...node,
    } as Node);
    return this;
  }
  complete(account = ACCOUNT, more: object = {}): this {
    return this.fact('account', `aws:account/${account}`, [], { complete: true, ...more }, { account });
  }
  user(name: string, document?: object, facts: Partial<Extract<Node, { kind: 'identity' }>> = {}): this {
    this.node({ id: id(`user/${name}`), type: 'user', ...facts } as Node);
    return document ? this.inline(`user/${name}`, document) : this;
  }
  role(
    name: string,
    trusting?: object,
    document?: object,
    facts: Partial<Extract<Node, { kind: 'identity' }>> = {},
  ): this {
    this.node({ id: id(`role/${name}`), type: 'role', ...facts } as Node);
    if (trusting) this.fact('trust', `${id(`role/${name}`)}#trust`, [id(`role/${name}`)], trusting);
    return document ? this.inline(`role/${name}`, document) : this;
  }
  inline(holder: string, document: object, name = 'p'): this {
    return this.fact('inline', `${id(holder)}#inline/${name}${this.facts.length}`, [id(holder)], document);
  }
  managed(name: string, document: object | undefined, ...holders: string[]): this {
    return this.fact(
      'managed',
      id(`policy/${name}`),
      holders.map((holder) => id(holder)),
      document,
    );
  }
  seed(): GraphSeed {
    return { nodes: this.nodes, edges: this.edges, now: this.now };
  }
  run(): Observation[] {
    return [...interpret(this.facts, this.seed())];
  }
  /** Access facts of a holder. */
  access(holder: string) {
    for (const one of this.run()) {
      if (
        one.type === 'node' &&
        one.node.id === (holder.startsWith('aws:') ? holder : id(holder)) &&
        'access' in one.node
      )
        return one.node.access!;
    }
    throw new Error(`no access facts for ${holder}`);
  }
  paths(holder: string, certainty?: string): string[] {
    return this.access(holder)
      .escalations.filter((one) => !certainty || one.certainty === certainty)
      .map((one) => one.path);
  }
}

/** Everything, for targets worth having. */
export const ADMIN = policy(allow('*'));
