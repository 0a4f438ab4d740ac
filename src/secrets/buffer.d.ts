// Fast slices of a Buffer that Node has had since its first versions and its types leave out.
interface Buffer {
  latin1Slice(start?: number, end?: number): string;
  utf8Slice(start?: number, end?: number): string;
}
