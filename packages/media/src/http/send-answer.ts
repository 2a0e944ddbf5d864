import { closeSync, createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ByteRange } from "./range.ts";
import { decideFileResponse } from "./file-response.ts";
import type { DiskFile, ReadyFile } from "../files/ready-file.ts";

/** A request and its response. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What an answer that is no file consists of. */
export interface Answer {
  readonly status: number;
  /** Name, value, name, value, ... without Content-Length. */
  readonly headers: readonly string[];
  /** Undefined where there is nothing to send, Content-Length included. */
  readonly text: string | undefined;
}

/** Answers with a file, or with what the request's conditions and range make of it. */
export function sendFile({ request, response }: Exchange, file: ReadyFile): void {
  const { status, headers, range } = decideFileResponse(request.method ?? "GET", request.headers, file.representation);
  writeHead(response, status, headers);
  if (file.kind === "disk") sendFromDisk({ request, response }, file, range);
  else if (range === undefined) response.end();
  else if (status === 206) response.end(file.bytes.subarray(range.start, range.end + 1));
  else if (file.text !== undefined) response.end(file.text, "latin1");
  else response.end(file.bytes);
}

/** Answers with a text, or with nothing. A HEAD request gets the header lines that GET would. */
export function sendAnswer({ request, response }: Exchange, { status, headers, text }: Answer): void {
  if (text === undefined) {
    writeHead(response, status, headers);
    response.end();
    return;
  }
  writeHead(response, status, [...headers, "Content-Length", String(Buffer.byteLength(text))]);
  response.end(request.method === "HEAD" ? undefined : text);
}

/** One flat list of lines, which Node writes as they are. */
function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  response.writeHead(status, headers as string[]);
}

/** Node sends what it is given: a file that has become shorter must end the connection, or its client waits for ever. */
function sendFromDisk({ request, response }: Exchange, { descriptor }: DiskFile, range: ByteRange | undefined): void {
  if (range === undefined || request.socket.destroyed) {
    closeSync(descriptor);
    response.end();
    return;
  }
  const { start, end } = range;
  const reader = createReadStream("", { fd: descriptor, start, end });
  reader.on("error", () => response.destroy());
  reader.on("end", () => (reader.bytesRead === end - start + 1 ? response.end() : response.destroy()));
  response.on("close", () => reader.destroy());
  // A pipelined response that waits for its turn is not told that the connection has ended; its request is.
  request.on("close", () => {
    if (request.socket.destroyed) reader.destroy();
  });
  reader.pipe(response, { end: false });
}
