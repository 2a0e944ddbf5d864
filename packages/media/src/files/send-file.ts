import { closeSync, createReadStream } from "node:fs";
import { decideFileAnswer } from "../http/file-answer.ts";
import type { ByteRange } from "../http/range.ts";
import { type Exchange, writeHead } from "../http/send-answer.ts";
import type { DiskFile, ReadyFile } from "./file-cache.ts";
import type { MemoryContent } from "./memory-file.ts";

/** Sends a file, or the part of it that the conditions and range of the request allow. */
export function sendFile({ request, response }: Exchange, file: ReadyFile): void {
  const { status, headers, range } = decideFileAnswer(request.method ?? "GET", request.headers, file.representation);
  try {
    writeHead(response, status, headers);
  } catch (error) {
    if (file.kind === "disk") closeSync(file.descriptor);
    throw error;
  }
  if (file.kind === "disk") sendFromDisk({ request, response }, file, range);
  else if (range === undefined) response.end();
  else response.end(status === 206 ? partOf(file.content, range) : file.content, "latin1");
}

function partOf(content: MemoryContent, { start, end }: ByteRange): MemoryContent {
  return typeof content === "string" ? content.slice(start, end + 1) : content.subarray(start, end + 1);
}

/** If the file has become shorter, the connection must end, or the client would wait forever for the rest. */
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
  // A pipelined response that waits for its turn gets no event when the connection ends; its request does.
  request.on("close", () => {
    if (request.socket.destroyed) reader.destroy();
  });
  reader.pipe(response, { end: false });
}
