import { type ListedObject, listObjects } from "./list-objects.ts";
import { bareEtag, type NewObject, type PutOutcome, type ServerTraits, SHA256_HEADER } from "./object.ts";
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

/**
 * Creates the store of a bucket.
 *
 * @param traits what answers have shown about the server; updated here
 */
export function createObjectStore(client: S3Client, traits: ServerTraits): ObjectStore {
  return {
    get: (key) => getObject(client, key),
    head: (key) => headObject(client, key),
    put: (object) => putObjectIf(client, object, traits),
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
 * Writes an object if its condition holds. A refusal can be wrong for two reasons, and a HEAD request tells. An earlier attempt whose
 * answer was lost has written the object, so that the condition no longer holds; or the server compares ETags with their quotes.
 */
async function putObjectIf(client: S3Client, object: NewObject, traits: ServerTraits): Promise<PutOutcome> {
  const { key, body, condition } = object;
  if (condition === undefined || !traits.checksConditions) return putChecked(client, object);
  const isBare = traits.wantsBareEtags;
  const asked = condition.kind === "same" ? { ...condition, isBare } : condition;
  const { isRepeated, ...outcome } = await putObject(client, { ...object, condition: asked });
  if (outcome.kind === "unsupported") {
    traits.checksConditions = false;
    return putChecked(client, object);
  }
  if (outcome.kind !== "refused" || (!isRepeated && condition.kind === "absent")) return outcome;
  const found = await headObject(client, key);
  if (isRepeated && found?.sha256 === body.sha256) return { kind: "stored", etag: found.etag };
  if (isBare || condition.kind === "absent" || found?.etag !== condition.etag) return outcome;
  traits.wantsBareEtags = true;
  return putObjectIf(client, object, traits);
}

/** Checks the condition with a HEAD request before it writes, because the server does not check it. */
async function putChecked(client: S3Client, { condition, ...object }: NewObject): Promise<PutOutcome> {
  if (condition !== undefined) {
    const found = await headObject(client, object.key);
    const holds = condition.kind === "absent" ? found === undefined : found?.etag === condition.etag;
    if (!holds) return { kind: "refused" };
  }
  const outcome = await putObject(client, object);
  return outcome.kind === "stored" ? outcome : { kind: "refused" };
}
