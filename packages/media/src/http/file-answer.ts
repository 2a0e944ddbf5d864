import type { IncomingHttpHeaders } from "node:http";
import { allowsRange, decidePrecondition, type Validators } from "./conditions.ts";
import { type ByteRange, decideRange } from "./range.ts";

/** The validators and header lines (name, value, name, value, ...) of a file. They are made once. */
export interface Representation extends Validators {
  readonly size: number;
  /** The header lines of an answer with content, except Content-Length and Content-Range. */
  readonly headers: readonly string[];
  /** The same, and the Content-Length of the whole file. */
  readonly wholeHeaders: readonly string[];
  /** The header lines of an answer without content. */
  readonly bareHeaders: readonly string[];
}

/** The status line, header lines and bytes that answer a request for a file. */
export interface FileAnswer {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly headers: readonly string[];
  /** The bytes to send; undefined for none. */
  readonly range: ByteRange | undefined;
}

/**
 * Decides the answer to a request for a file by the rules of HTTP (RFC 9110, sections 13 to 15). They are the same for files in
 * memory and files that are streamed from disk.
 *
 * @param method GET or HEAD
 * @param requestHeaders the request headers, of which its conditions and its range count
 */
export function decideFileAnswer(
  method: string,
  requestHeaders: IncomingHttpHeaders,
  file: Representation,
): FileAnswer {
  const precondition = decidePrecondition(requestHeaders, file);
  if (precondition === "not-modified") return { status: 304, headers: file.bareHeaders, range: undefined };
  if (precondition === "failed") return withoutContent(412, file);
  const { range, "if-range": ifRange } = requestHeaders;
  if (method === "HEAD") return { status: 200, headers: file.wholeHeaders, range: undefined };
  if (range === undefined || !allowsRange(ifRange, file)) return whole(file);
  const decided = decideRange(range, file.size);
  if (decided === "whole") return whole(file);
  if (decided === "unsatisfiable") return withoutContent(416, file, ["Content-Range", `bytes */${file.size}`]);
  return part(file, decided);
}

function whole(file: Representation): FileAnswer {
  const range = file.size === 0 ? undefined : { start: 0, end: file.size - 1 };
  return { status: 200, headers: file.wholeHeaders, range };
}

function part(file: Representation, range: ByteRange): FileAnswer {
  const { start, end } = range;
  const length = ["Content-Length", String(end - start + 1)];
  const headers = [...file.headers, ...length, "Content-Range", `bytes ${start}-${end}/${file.size}`];
  return { status: 206, headers, range };
}

function withoutContent(status: 412 | 416, file: Representation, more: readonly string[] = []): FileAnswer {
  return { status, headers: [...file.bareHeaders, "Content-Length", "0", ...more], range: undefined };
}
