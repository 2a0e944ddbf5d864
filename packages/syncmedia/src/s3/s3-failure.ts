import { MediarootError, reasonOf } from "@mediaroot/core";
import { errnoOf } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import type { S3Connection } from "./s3-connection.ts";
import { textOf } from "./s3-document.ts";

/** A request that failed: the permission that it needs, and the key of its object. */
export interface S3Attempt {
  /** As policies name it: "s3:PutObject". */
  readonly action: string;
  readonly key: string;
}

/** The answer of a server. */
export interface S3Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer<ArrayBuffer>;
}

const REFUSED_KEYS: ReadonlySet<string> = new Set([
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidToken",
  "ExpiredToken",
  "TokenRefreshRequired",
]);
const OTHER_REGION: ReadonlySet<string> = new Set([
  "PermanentRedirect",
  "TemporaryRedirect",
  "AuthorizationHeaderMalformed",
  "IncorrectEndpoint",
]);

/** @returns the code of an error document, such as "NoSuchBucket"; empty if the answer has none */
export function codeOf({ body }: Pick<S3Answer, "body">): string {
  return textOf(body.toString(), "Code") ?? "";
}

/** @returns the error for an answer that is not the expected one */
export function failureOf(connection: S3Connection, attempt: S3Attempt, answer: S3Answer): MediarootError {
  const { bucket, endpoint, region } = connection;
  const document = answer.body.toString();
  const code = codeOf(answer);
  const reason = [code, textOf(document, "Message")].filter(Boolean).join(": ") || `HTTP status ${answer.status}`;
  if (REFUSED_KEYS.has(code)) return syncError("BUCKET_CREDENTIALS_REFUSED", { endpoint, reason });
  if (code === "RequestTimeTooSkewed") return syncError("BUCKET_CLOCK", { endpoint, reason });
  if (code === "NoSuchBucket") return syncError("BUCKET_NOT_FOUND", { bucket, endpoint });
  if (OTHER_REGION.has(code) || (answer.status >= 301 && answer.status <= 308)) {
    const right = textOf(document, "Region") ?? answer.headers.get("x-amz-bucket-region") ?? undefined;
    return syncError("BUCKET_OTHER_REGION", { bucket, region, right });
  }
  if (answer.status === 403) return syncError("BUCKET_FORBIDDEN", { bucket, ...attempt });
  return syncError("BUCKET_FAILED", { bucket, key: attempt.key, reason });
}

/** @returns BUCKET_UNREACHABLE for an error of the network; an error of Mediaroot as it is */
export function networkFailure({ endpoint }: S3Connection, error: unknown): MediarootError {
  if (error instanceof MediarootError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  // The name has several addresses, and no connection to any of them could be opened.
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  const reason = reasonOf(first) || errnoOf(first) || "the connection was cut";
  return syncError("BUCKET_UNREACHABLE", { endpoint, reason }, error);
}
