/** Folders of paths are left out first; what is still too long is cut in the middle, since the ends of paths and ARNs tell the most. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const short = text.replace(/(?<=^|\s)(?:[\w.-]+\/){2,}(?=[\w.-]+\.\w+)/, '');
  if (short.length <= length) return short;
  const head = Math.ceil((length - 1) * 0.4);
  return `${short.slice(0, head)}…${short.slice(short.length - (length - 1 - head))}`;
}
