import type { Confidence, Location, Observation } from '../../model/index.ts';
import { shown } from '../../util/expressions.ts';
import { memberId, memberKind } from './ids.ts';

export interface Member {
  text: string;
  location: Location;
}

export interface Binding {
  role: string;
  roleLocation: Location;
  members: Member[];
  /** The condition in the words of its expression. */
  condition?: string;
}

/** Bindings of one resource as a policy; `iam/gcp` says what the roles allow. A deleted member has no rights any more. */
export function* bindingsPolicy(
  scope: string,
  bindings: Binding[],
  location: Location,
  confidence: Confidence = 'high',
): Generator<Observation> {
  const live = bindings.map((binding) => ({
    ...binding,
    members: binding.members.filter(({ text }) => !text.startsWith('deleted:')),
  }));
  for (const { text, location: at } of live.flatMap(({ members }) => members)) {
    const id = memberId(text);
    const kind = memberKind(text);
    const platform = id.startsWith('k8s:') ? 'kubernetes' : id.startsWith('spiffe:') ? 'spiffe' : 'gcp';
    yield {
      type: 'node',
      node: {
        kind: 'identity',
        id,
        name: shown(id.replace(/^(?:gcp:(?:sa:)?|k8s:sa\/)/, '')),
        platform,
        ...kind,
        locations: [at],
        confidence: confidence === 'high' ? 'medium' : 'low',
      },
    };
  }
  yield {
    type: 'policy',
    policy: {
      platform: 'gcp',
      kind: 'iam-policy',
      id: `gcp:policy/${scope}/${location.path}:${location.startLine ?? 0}`,
      name: scope,
      attachedTo: live.flatMap(({ members }) => members.map(({ text }) => memberId(text))),
      document: {
        scope,
        confidence,
        bindings: live.map((binding) => ({
          ...binding,
          members: binding.members.map((member) => ({ ...member, id: memberId(member.text) })),
        })),
      },
      location,
    },
  };
}
