import { isUtf8 } from "node:buffer";

/** @returns the text of a file, or undefined if it is no text */
export function textOf(bytes: Buffer): string | undefined {
  return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined;
}

/** @returns whether two files are the same text but for their line ends, which git may change */
export function isSameText(a: Buffer, b: Buffer): boolean {
  const [first, second] = [textOf(a), textOf(b)];
  return first !== undefined && second !== undefined && withUnixLineEnds(first) === withUnixLineEnds(second);
}

/** @returns the text with the line ends of a sample; unchanged if those of the sample are mixed */
export function withLineEndsOf(sample: string, text: string): string {
  const windows = sample.split("\r\n").length - 1;
  const all = sample.split("\n").length - 1;
  if (windows > 0 && windows < all) return text;
  const unix = withUnixLineEnds(text);
  return windows === 0 ? unix : unix.replaceAll("\n", "\r\n");
}

function withUnixLineEnds(text: string): string {
  return text.replaceAll("\r\n", "\n");
}
