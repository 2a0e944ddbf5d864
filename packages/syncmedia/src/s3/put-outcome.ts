import { bareEtag, type NewObject, type PutOutcome } from "./object.ts";
import type { S3Response } from "./s3-client.ts";
import type { S3Connection } from "./s3-connection.ts";
import { codeOf, failureOf } from "./s3-failure.ts";
import { textOf } from "./s3-document.ts";

/** The outcome of the request that writes an object, and whether it was sent more than once. */
export type SentOutcome = Pick<S3Response, "isRepeated"> &
  (
    | PutOutcome
    /** The server does not support conditions, and has written nothing. */
    | { readonly kind: "unsupported" }
  );

/**
 * Reads the answer to the request that writes an object, or that completes its upload in parts.
 *
 * @throws BUCKET_* errors
 */
export function outcomeOf(connection: S3Connection, { key, condition }: NewObject, answer: S3Response): SentOutcome {
  const { status, isRepeated } = answer;
  const code = codeOf(answer);
  if (status === 200 && code === "") return { kind: "stored", etag: etagOf(answer), isRepeated };
  if (condition !== undefined && isRefusal(status, code)) return { kind: "refused", isRepeated };
  if (condition !== undefined && status === 501) return { kind: "unsupported", isRepeated };
  throw failureOf(connection, { action: "s3:PutObject", key }, answer);
}

/** If-Match may be answered with 404 if there is no object, and one of two conditional writes at once with 409. */
function isRefusal(status: number, code: string): boolean {
  return status === 412 || code === "ConditionalRequestConflict" || code === "NoSuchKey";
}

/** The answer to a request that completes an upload has the ETag in its XML document. */
function etagOf({ headers, body }: S3Response): string {
  return bareEtag(headers.get("etag") ?? textOf(body.toString(), "ETag"));
}
