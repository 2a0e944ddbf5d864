import { headerLines, type NewObject } from "./object.ts";
import { putInParts } from "./put-in-parts.ts";
import { outcomeOf, type SentOutcome } from "./put-outcome.ts";
import type { S3Client } from "./s3-client.ts";

/** Larger objects are sent in parts. */
const WHOLE_MAX = 16 * 1024 * 1024;

/**
 * Writes an object. Readers see the old one or the new one, whole.
 *
 * @returns the outcome, and whether the object was sent more than once
 * @throws BUCKET_* errors; SOURCE_CHANGED
 */
export async function putObject(client: S3Client, object: NewObject): Promise<SentOutcome> {
  return object.body.size > WHOLE_MAX ? putInParts(client, object) : putWhole(client, object);
}

async function putWhole(client: S3Client, object: NewObject): Promise<SentOutcome> {
  const { key, body } = object;
  let bytes = new Uint8Array(0);
  for await (const only of body.parts(WHOLE_MAX)) bytes = only;
  const answer = await client.send({
    method: "PUT",
    key,
    headers: headerLines(object),
    body: bytes,
    sha256: body.sha256,
  });
  return outcomeOf(client.connection, object, answer);
}
