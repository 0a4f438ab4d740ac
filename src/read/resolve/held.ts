import type { ReferenceKind, Seal, Sealed, Via } from '../../model/index.ts';
import { type Grammar, type Reference, references } from './grammar.ts';
import { headerTakesCredential, namesCredential, queryTakesCredential } from './names.ts';

/** A credential, or a reference to one, found in a value. */
export interface Held {
  reference: ReferenceKind;
  /** Variable, input id, file or command; for a literal the name it is bound to. */
  name: string;
  via?: Via;
  sealed?: Sealed;
  grammar?: Grammar;
  /** The client puts the value in; false when it hands over the text as written. */
  resolved: boolean;
  /** Why less sure or less bad: a documented local default, a public value … */
  doubt?: string;
  /** The written text, for redaction. Stays inside the reader. */
  raw: string;
}

export interface ValueContext {
  seal: Seal;
  /** Grammars the client resolves here. */
  resolves: readonly Grammar[];
}

const SCHEME = /^(?:bearer|basic|token|apikey|api-key|key|digest|negotiate)\s+/i;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,80}$/;

/**
 * Every credential in one value. `expected` says that the place is one where credentials stand (a header `Authorization`, a
 * variable `X_API_KEY`), so that a reference or a machine-made value counts even when its type is not known.
 */
export function heldIn(name: string, value: string, expected: boolean, context: ValueContext): Held[] {
  const trimmed = value.trim();
  if (trimmed.length < 2) return [];
  const inner = /^[[{]/.test(trimmed) && !/^\{(?:env|file):/.test(trimmed) ? nested(trimmed) : undefined;
  if (inner)
    return inner.flatMap(([key, text]) =>
      heldIn(key, text, namesCredential(key) || headerTakesCredential(key), context),
    );
  const rest = trimmed.replace(SCHEME, '');
  const fromUrl = /^[\w+.-]+:\/\//.test(rest) && !/^op:\/\//.test(rest) ? heldInUrl(rest, context) : [];
  if (fromUrl.length > 0) return fromUrl;
  const found = references(rest);
  // A token may hold a dollar sign itself.
  if (found.length > 0 && isToken(name, rest, context)) return literal(name, rest, expected, context);
  const real = found.filter((reference) => reference.grammar !== 'path');
  const held = real.flatMap((reference) => fromReference(name, reference, expected, context));
  let outside = rest;
  for (const reference of found.toReversed())
    outside = `${outside.slice(0, reference.start)} ${outside.slice(reference.end)}`;
  if (outside.trim().length < 8)
    return held.length > 0 || real.length > 0 ? held : literal(name, rest, expected, context);
  return [
    ...held,
    ...literal(name, found.length > 0 ? outside.trim() : rest, expected && found.length === 0, context),
  ];
}

/** A provider's token as a whole, whatever references it seems to hold. */
function isToken(name: string, value: string, { seal }: ValueContext): boolean {
  const { rule, provider, placeholder } = seal(value, name);
  return rule !== undefined && provider !== 'generic' && !placeholder;
}

/** `{"Authorization": "Bearer x"}` inside a string: pairs of its members. */
function nested(text: string): [string, string][] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const pairs = Object.entries(value).flatMap(([key, member]): [string, string][] =>
      typeof member === 'string'
        ? [[key, member]]
        : typeof member === 'object' && member !== null
          ? [[key, JSON.stringify(member)]]
          : [],
    );
    return pairs;
  } catch {
    return undefined;
  }
}

function fromReference(name: string, reference: Reference, expected: boolean, context: ValueContext): Held[] {
  const held: Held[] = [];
  // A value pasted where the name of a variable belongs.
  if (!IDENTIFIER.test(reference.name) || reference.name.length >= 20) {
    const sealed = context.seal(reference.name, name);
    if (!sealed.placeholder && sealed.rule)
      return [{ reference: 'literal', name, sealed, resolved: true, raw: reference.name }];
  }
  if (reference.fallback) held.push(...literal(name, reference.fallback, expected, context));
  if (expected || namesCredential(reference.name)) {
    held.push({
      reference: reference.kind,
      name: reference.name,
      grammar: reference.grammar,
      resolved: context.resolves.includes(reference.grammar),
      raw: '',
    });
  }
  return held;
}

function literal(name: string, value: string, expected: boolean, context: ValueContext): Held[] {
  const sealed = context.seal(value, name);
  if (sealed.rule && !sealed.placeholder)
    return [{ reference: 'literal', name, sealed, resolved: true, raw: value }];
  if (expected && sealed.placeholder)
    return [{ reference: 'placeholder', name, sealed, resolved: false, raw: '' }];
  if (expected && sealed.generated)
    return [{ reference: 'literal', name, sealed, resolved: true, raw: value }];
  return value
    .split(/[\s"'=,;{}()<>|&]+/)
    .filter((piece) => piece.length >= 12 && piece.length < value.length)
    .flatMap((piece) => {
      const part = context.seal(piece, name);
      return part.rule && !part.placeholder
        ? [{ reference: 'literal' as const, name, sealed: part, resolved: true, raw: piece }]
        : [];
    });
}

const LOOPBACK =
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal|db|database|postgres|postgresql|mysql|mongo|mongodb|redis|rabbitmq|minio)$/i;
const DEFAULTS =
  /^(?:postgres(?:ql)?|password|passwd|pass|root|admin|user|test|secret|mysql|guest|redis|example|dev|changeme|minioadmin|default|mongo|neo4j|123456?\d*)$/i;

/** Credentials in an address: user information, query values, path segments of a known type. */
export function heldInUrl(address: string, context: ValueContext): Held[] {
  const held: Held[] = [];
  const parts = /^([\w+.-]+):\/\/(?:([^/?#@\s]*)@)?([^/?#\s]*)([^?#\s]*)(?:\?([^#\s]*))?/.exec(address);
  if (!parts) return [];
  const [, , userinfo, host = '', path = '', query] = parts;
  if (userinfo) {
    const cut = userinfo.indexOf(':');
    const user = cut < 0 ? '' : userinfo.slice(0, cut);
    const secret = decode(cut < 0 ? userinfo : userinfo.slice(cut + 1));
    const local = LOOPBACK.test(host.replace(/:\d+$/, ''));
    const known = secret === user || DEFAULTS.test(secret);
    const inner =
      references(secret).length > 0 || cut >= 0
        ? heldIn(user || 'userinfo', secret, cut >= 0 || references(secret).length > 0, context)
        : literal('userinfo', secret, false, context);
    if (known && cut >= 0 && secret) {
      // A default that everyone knows is no secret; on a remote host it is a weak one.
      if (local)
        held.push({
          reference: 'literal',
          name: 'password',
          via: 'url',
          sealed: context.seal(secret, 'password'),
          resolved: true,
          doubt: 'a well-known default password of a local service',
          raw: secret,
        });
    } else if (inner.length > 0) held.push(...inner.map((one) => ({ ...one, via: 'url' as const })));
    else if (cut >= 0 && secret.length >= 6 && !local && !context.seal(secret, 'password').placeholder)
      held.push({
        reference: 'literal',
        name: 'password',
        via: 'url',
        sealed: context.seal(secret, 'password'),
        resolved: true,
        raw: secret,
      });
  }
  for (const pair of query?.split('&') ?? []) {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    held.push(
      ...heldIn(key, decode(value), queryTakesCredential(key), context).map((one) => ({
        ...one,
        via: 'url' as const,
      })),
    );
  }
  for (const segment of path.split('/')) {
    if (references(segment).some((reference) => namesCredential(reference.name)) || segment.length >= 16)
      held.push(
        ...heldIn('path segment', decode(segment), false, context).map((one) => ({
          ...one,
          via: 'url' as const,
        })),
      );
  }
  return held;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
