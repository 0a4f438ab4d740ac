import type { Hide, Seal, SecretMatch } from '../model/index.ts';
import type { Image } from './anchors.ts';
import { compile } from './compile.ts';
import { fingerprinter } from './fingerprint.ts';
import { makeKernel } from './kernel/index.ts';
import { discloser } from './match.ts';
import { withoutOverlaps } from './overlap.ts';
import { locate } from './place.ts';
import type { ProviderData, RuleData } from './plan.ts';
import { rawMatches } from './scan.ts';
import { makeHide, makeSeal } from './seal.ts';
import { openStream, overlapOf, type Stream } from './stream.ts';
import { isBinary } from './utf16.ts';
import { type VersionScanner, versionScanner } from './versions.ts';

export { RuleError, userRules } from './lint.ts';
export type { ProviderData, RuleData } from './plan.ts';
export type { PlacedMatch, Stream } from './stream.ts';
export type { Version, VersionScanner } from './versions.ts';

export interface ScannerOptions {
  /** Key of the fingerprints; without one they are the same on every machine. */
  key?: string;
}

export interface LoadOptions extends ScannerOptions {
  /** Further token types of the user. */
  userRules?: ProviderData[];
}

/** Finds credentials in bytes and seals literal values. No token leaves it. */
export interface Scanner {
  scan(bytes: Uint8Array): SecretMatch[];
  /** Takes a file in chunks that overlap by `overlap` bytes; the result does not depend on the cuts. */
  stream(path: string): Stream;
  overlap: number;
  /** Told from its first bytes, UTF-16 is text although it is full of zero bytes. */
  isText(bytes: Uint8Array): boolean;
  /** Lines and columns of a match in the whole content it was found in. */
  locate: typeof locate;
  /** For contents that are made from each other, as in a history. */
  versions(): VersionScanner;
  seal: Seal;
  hide: Hide;
  /** What is known of a token type, by the id that a match names. */
  rule(id: string): RuleData | undefined;
}

/** The token types of rules/secrets. */
export async function loadRules(): Promise<ProviderData[]> {
  const { builtinRules } = await import('./builtin.ts');
  return builtinRules();
}

/** The scanner of all token types, the user's included. */
export async function loadScanner(options: LoadOptions = {}): Promise<Scanner> {
  const { builtinImage, builtinRule, builtinRules } = await import('./builtin.ts');
  const { userRules = [] } = options;
  return userRules.length > 0
    ? createScanner([...builtinRules(), ...userRules], options)
    : scannerOf(builtinImage(), builtinRule, options);
}

/** Makes rules ready for matching. One scanner serves any number of files; it keeps nothing of them. */
export function createScanner(providers: ProviderData[], options: ScannerOptions = {}): Scanner {
  const rules = new Map(providers.flatMap((file) => file.rules.map((rule) => [rule.id, rule] as const)));
  return scannerOf(compile(providers), (id) => rules.get(id), options);
}

function scannerOf(image: Image, rule: Scanner['rule'], { key }: ScannerOptions): Scanner {
  const fingerprint = fingerprinter(key);
  const engine = { image, kernel: makeKernel(image), disclose: discloser(fingerprint) };
  const find = (bytes: Uint8Array) => withoutOverlaps(rawMatches(bytes, image, engine.kernel));
  return {
    scan(bytes) {
      const stream = openStream(engine, '');
      stream.push(bytes, 0, true);
      return stream.end().map(({ match }) => match);
    },
    stream: (path) => openStream(engine, path),
    overlap: overlapOf(image),
    isText: (bytes) => !isBinary(bytes),
    locate,
    versions: () => versionScanner(engine),
    seal: makeSeal(find, fingerprint),
    hide: makeHide(find),
    rule,
  };
}
