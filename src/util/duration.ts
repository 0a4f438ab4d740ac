const UNITS: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/**
 * Seconds of a duration as Go writes it (`72h`, `1h30m`, `90s`), with days and weeks as Vault and Kubernetes operators allow them; a bare
 * number is seconds. Undefined for anything else. https://pkg.go.dev/time#ParseDuration
 */
export function durationSeconds(written: string | number | undefined): number | undefined {
  if (typeof written === 'number') return written;
  const text = written?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h|d|w))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!,
    0,
  );
}

/** A duration for people: the largest unit that leaves a number of at most one decimal. */
export function durationText(seconds: number): string {
  const [unit, size] =
    seconds >= 172_800
      ? (['d', 86_400] as const)
      : seconds >= 3600
        ? (['h', 3600] as const)
        : seconds >= 60
          ? (['min', 60] as const)
          : (['s', 1] as const);
  return `${Math.round((seconds / size) * 10) / 10} ${unit}`;
}
