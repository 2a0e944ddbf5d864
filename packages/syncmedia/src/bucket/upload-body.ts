import { readFileSync } from "node:fs";
import { hash } from "node:crypto";
import type { ContentCoding } from "@mediaroot/core/internal";
import { makeBytes } from "../apply/copy-file.ts";
import { syncError } from "../errors.ts";
import { compress, isWorthwhile } from "../publication/compression.ts";
import type { ObjectBody, ObjectHeaders } from "../s3/object.ts";
import type { DesiredObject } from "./desired-object.ts";
import { bytesBody, fileBody } from "./object-body.ts";

/** An object as it is sent: compressed, or not. */
export interface SentObject {
  readonly body: ObjectBody;
  readonly headers: ObjectHeaders;
  /** The coding that was tried and makes the file hardly smaller. */
  readonly gainless: ContentCoding | undefined;
}

/**
 * Makes the bytes of an object, and compresses them if that gains enough.
 *
 * @throws SOURCE_CHANGED; system errors
 */
export async function sentObject({ content, sha256, headers, encoding }: DesiredObject): Promise<SentObject> {
  if (encoding === undefined) {
    const body =
      content.kind === "file" ? fileBody(content.file, sha256) : bytesBody(new Uint8Array(makeBytes(content)));
    return { body, headers, gainless: undefined };
  }
  const bytes = content.kind === "file" ? readWhole(content.file.path, sha256) : makeBytes(content);
  const compressed = await compress(bytes, encoding);
  if (isWorthwhile(bytes.length, compressed.length)) {
    return { body: bytesBody(new Uint8Array(compressed)), headers, gainless: undefined };
  }
  const plain = { ...headers, "content-encoding": undefined };
  return { body: bytesBody(new Uint8Array(bytes)), headers: plain, gainless: encoding };
}

function readWhole(file: string, sha256: string): Uint8Array {
  const bytes = readFileSync(file);
  if (hash("sha256", bytes) !== sha256) throw syncError("SOURCE_CHANGED", { file });
  return bytes;
}
