/** A range of bytes of a file, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const BYTE_RANGES = /^bytes=(.+)$/i;
const RANGE_SPEC = /^(\d*)-(\d*)$/;

/**
 * Decides which bytes of a file a Range header requests (RFC 9110, section 14). A single range is answered as such; several
 * ranges are answered by the whole file, so that no request costs more than that.
 *
 * @param range the Range header
 * @param size the size of the file in bytes
 * @returns "whole" if the header is to be ignored
 */
export function decideRange(range: string, size: number): ByteRange | "whole" | "unsatisfiable" {
  const specs =
    BYTE_RANGES.exec(range)?.[1]
      ?.split(",")
      .map((spec) => spec.trim()) ?? [];
  const ranges = specs.filter((spec) => spec !== "").map((spec) => parseSpec(spec, size));
  const [only] = ranges;
  if (only === undefined || ranges.includes("whole")) return "whole";
  if (ranges.every((one) => one === "unsatisfiable")) return "unsatisfiable";
  return ranges.length === 1 ? only : "whole";
}

function parseSpec(spec: string, size: number): ByteRange | "whole" | "unsatisfiable" {
  const [, first, last] = RANGE_SPEC.exec(spec) ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "whole";
  if (first === "") return suffix(Number(last), size);
  if (last !== "" && Number(last) < Number(first)) return "whole";
  if (Number(first) >= size) return "unsatisfiable";
  return { start: Number(first), end: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
}

function suffix(length: number, size: number): ByteRange | "whole" | "unsatisfiable" {
  if (length === 0) return "unsatisfiable";
  // The suffix of an empty file can be satisfied, but no range can name it.
  return size === 0 ? "whole" : { start: Math.max(0, size - length), end: size - 1 };
}
