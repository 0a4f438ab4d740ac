/** Cut in the middle, since the ends of paths and ARNs tell the most. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = Math.ceil((length - 1) * 0.4);
  return `${text.slice(0, head)}…${text.slice(text.length - (length - 1 - head))}`;
}
