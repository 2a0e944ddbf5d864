import { type ListedObject, listObjects } from "./list-objects.ts";
import { bareEtag, type NewObject, type PutOutcome, SHA256_HEADER } from "./object.ts";
import { putObject } from "./put-object.ts";
import { removeObjects } from "./remove-objects.ts";
import type { S3Client } from "./s3-client.ts";
import { codeOf, failureOf, type S3Answer } from "./s3-failure.ts";

/** An object, as its header lines show it. */
export interface ObjectStatus {
  readonly etag: string;
  /** The SHA-256 that syncmedia has stored with it; undefined for an object of somebody else. */
  readonly sha256: string | undefined;
  /** How long ago it was written, in milliseconds, by the server's own clock. */
  readonly ageMs: number;
}

/** An object, with its bytes. */
export interface FetchedObject extends ObjectStatus {
  readonly bytes: Buffer<ArrayBuffer>;
}

/** The objects of a bucket. Each method throws BUCKET_* errors. */
export interface ObjectStore {
  /** @returns undefined if there is none */
  get(key: string): Promise<FetchedObject | undefined>;
  /** @returns undefined if there is none */
  head(key: string): Promise<ObjectStatus | undefined>;
  put(object: NewObject): Promise<PutOutcome>;
  /** Removes objects. One that does not exist counts as removed. */
  remove(keys: readonly string[]): Promise<void>;
  /** @param prefix what the keys begin with */
  list(prefix: string): AsyncIterable<ListedObject>;
}

/** Creates the store of a bucket. */
export function createObjectStore(client: S3Client): ObjectStore {
  return {
    get: (key) => getObject(client, key),
    head: (key) => headObject(client, key),
    put: createPut(client),
    remove: (keys) => removeObjects(client, keys),
    list: (prefix) => listObjects(client, prefix),
  };
}

async function getObject(client: S3Client, key: string): Promise<FetchedObject | undefined> {
  const answer = await client.send({ method: "GET", key });
  if (answer.status === 404 && codeOf(answer) !== "NoSuchBucket") return undefined;
  if (answer.status !== 200) throw failureOf(client.connection, { action: "s3:GetObject", key }, answer);
  return { ...statusOf(answer), bytes: answer.body };
}

async function headObject(client: S3Client, key: string): Promise<ObjectStatus | undefined> {
  const answer = await client.send({ method: "HEAD", key });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw failureOf(client.connection, { action: "s3:GetObject", key }, answer);
  return statusOf(answer);
}

function statusOf({ headers }: S3Answer): ObjectStatus {
  return {
    etag: bareEtag(headers.get("etag")),
    sha256: headers.get(SHA256_HEADER) ?? undefined,
    ageMs: Date.parse(headers.get("date") ?? "") - Date.parse(headers.get("last-modified") ?? "") || 0,
  };
}

/**
 * Creates the function that writes objects. A refusal is looked into: an attempt without an answer may have been carried out, so that
 * its condition does not hold for the next one; and the server may not know quotes around an ETag.
 */
function createPut(client: S3Client): ObjectStore["put"] {
  let isBare = false;
  return async function put(object) {
    const { key, body } = object;
    const condition = object.condition?.kind === "same" ? { ...object.condition, isBare } : object.condition;
    const { isRepeated, ...outcome } = await putObject(client, { ...object, condition });
    if (outcome.kind !== "refused" || (!isRepeated && condition?.kind !== "same")) return outcome;
    const found = await headObject(client, key);
    if (isRepeated && found?.sha256 === body.sha256) return { kind: "stored", etag: found.etag };
    if (isBare || condition?.kind !== "same" || found?.etag !== condition.etag) return outcome;
    isBare = true;
    return put(object);
  };
}
