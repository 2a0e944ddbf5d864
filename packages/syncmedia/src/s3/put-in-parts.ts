import { conditionLines, bareEtag, headerLines, type NewObject, type ObjectBody } from "./object.ts";
import { outcomeOf, type SentOutcome } from "./put-outcome.ts";
import type { S3Client, S3Request, S3Response } from "./s3-client.ts";
import { escapeText, textOf } from "./s3-document.ts";
import { failureOf } from "./s3-failure.ts";

const MIN_PART = 8 * 1024 * 1024;
/** S3 takes no more. */
const MAX_PARTS = 10_000;

/**
 * Writes an object in parts. Readers see it once all parts are there. After a failure the parts are removed.
 *
 * @throws BUCKET_* errors; SOURCE_CHANGED
 */
export async function putInParts(client: S3Client, object: NewObject): Promise<SentOutcome> {
  const { key, condition } = object;
  // Some servers ignore If-None-Match in the request that completes an upload, though not in one that sends a whole object.
  if (condition?.kind === "absent" && (await client.send({ method: "HEAD", key })).status === 200) {
    return { kind: "refused", isRepeated: false };
  }
  const uploadId = await startUpload(client, object);
  try {
    const parts = await sendParts(client, object, uploadId);
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
    const headers = conditionLines(condition);
    const answer = await client.send({ method: "POST", key, query: { uploadId }, headers, body });
    return outcomeOf(client.connection, object, answer);
  } catch (error) {
    await client.send({ method: "DELETE", key, query: { uploadId } }).catch(() => {});
    throw error;
  }
}

async function startUpload(client: S3Client, object: NewObject): Promise<string> {
  const headers = headerLines({ ...object, condition: undefined });
  const answer = await sendOrFail(client, { method: "POST", key: object.key, query: { uploads: "" }, headers });
  return textOf(answer.body.toString(), "UploadId") ?? "";
}

/** @returns the XML elements of the parts, for the request that completes the upload */
async function sendParts(client: S3Client, { key, body }: NewObject, uploadId: string): Promise<readonly string[]> {
  const parts: string[] = [];
  for await (const bytes of body.parts(partSizeOf(body))) {
    const partNumber = String(parts.length + 1);
    const answer = await sendOrFail(client, { method: "PUT", key, query: { partNumber, uploadId }, body: bytes });
    const etag = escapeText(`"${bareEtag(answer.headers.get("etag"))}"`);
    parts.push(`<Part><PartNumber>${partNumber}</PartNumber><ETag>${etag}</ETag></Part>`);
  }
  return parts;
}

function partSizeOf({ size }: ObjectBody): number {
  return Math.max(MIN_PART, Math.ceil(size / MAX_PARTS));
}

async function sendOrFail(client: S3Client, request: S3Request): Promise<S3Response> {
  const answer = await client.send(request);
  if (answer.status === 200) return answer;
  throw failureOf(client.connection, { action: "s3:PutObject", key: request.key }, answer);
}
