import type { ErrorCatalogue } from "@mediaroot/core";

/** The facts that each error of a target that is a bucket is built from. */
export interface BucketFacts {
  readonly BUCKET_URL_INVALID: { readonly url: string; readonly reason: string };
  readonly BUCKET_CREDENTIALS_MISSING: { readonly bucket: string; readonly reason: string };
  readonly BUCKET_CREDENTIALS_REFUSED: { readonly endpoint: string; readonly reason: string };
  readonly BUCKET_NOT_FOUND: { readonly bucket: string; readonly endpoint: string };
  readonly BUCKET_OTHER_REGION: {
    readonly bucket: string;
    readonly region: string;
    readonly right: string | undefined;
  };
  readonly BUCKET_CLOCK: { readonly endpoint: string; readonly reason: string };
  readonly BUCKET_FORBIDDEN: { readonly bucket: string; readonly action: string; readonly key: string };
  readonly BUCKET_UNREACHABLE: { readonly endpoint: string; readonly reason: string };
  readonly BUCKET_FAILED: { readonly bucket: string; readonly key: string; readonly reason: string };
  readonly BUCKET_LOCK_LOST: { readonly bucket: string };
  readonly UPLOAD_INTERRUPTED: { readonly target: string };
}

/** The errors of a target that is a bucket. */
export const bucketErrors: ErrorCatalogue<BucketFacts> = {
  BUCKET_URL_INVALID: {
    exitCode: 2,
    message: (f) => `${f.url} is not the URL of a bucket: ${f.reason}.`,
    fix: () =>
      "Write s3://bucket/prefix?endpoint=https://s3.example.com&region=name; all but the bucket may be left out.",
  },
  BUCKET_CREDENTIALS_MISSING: {
    exitCode: 2,
    message: (f) => `There are no keys for ${f.bucket}: ${f.reason}.`,
    fix: () =>
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or SYNCMEDIA.S3.CREDENTIALS to a function that gives them.",
  },
  BUCKET_CREDENTIALS_REFUSED: {
    exitCode: 1,
    message: (f) => `${f.endpoint} does not accept the keys: ${f.reason}.`,
    fix: () => "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (AWS_SESSION_TOKEN), or SYNCMEDIA.S3.CREDENTIALS.",
  },
  BUCKET_NOT_FOUND: {
    exitCode: 1,
    message: (f) => `There is no bucket ${f.bucket} at ${f.endpoint}.`,
    fix: () => "Make the bucket, or correct its name or the endpoint. syncmedia makes no buckets.",
  },
  BUCKET_OTHER_REGION: {
    exitCode: 1,
    message: (f) =>
      `${f.bucket} is not in the region ${f.region}${f.right === undefined ? "" : `, but in ${f.right}`}.`,
    fix: (f) => `Name its region: ?region=${f.right ?? "NAME"} behind the URL, SYNCMEDIA.S3.REGION, or AWS_REGION.`,
  },
  BUCKET_CLOCK: {
    exitCode: 1,
    message: (f) => `${f.endpoint} says that the clock of this machine is wrong: ${f.reason}.`,
    fix: () => "Set the clock (`timedatectl set-ntp true`) and run syncmedia again.",
  },
  BUCKET_FORBIDDEN: {
    exitCode: 1,
    message: (f) => `The keys do not permit ${f.action} on ${JSON.stringify(f.key)} in ${f.bucket}.`,
    fix: () =>
      "Allow their owner s3:GetObject, s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucket there.",
  },
  BUCKET_UNREACHABLE: {
    exitCode: 1,
    message: (f) => `${f.endpoint} does not answer: ${f.reason}.`,
    fix: () => "Check the endpoint and the network, and run syncmedia again: it does what is left.",
  },
  BUCKET_FAILED: {
    exitCode: 1,
    message: (f) => `The server refused ${JSON.stringify(f.key)} in ${f.bucket}: ${f.reason}.`,
    fix: () => "Run syncmedia again: it does what is left. If that fails too, ask who runs the server.",
  },
  BUCKET_LOCK_LOST: {
    exitCode: 1,
    message: (f) =>
      `Another syncmedia has taken over ${f.bucket}, because this one had stopped for longer than its lock lasts.`,
    fix: () => "Nothing more was written. Run syncmedia again.",
  },
  UPLOAD_INTERRUPTED: {
    exitCode: 1,
    message: (f) => `Interrupted in the middle of an upload to ${f.target}.`,
    fix: () => "Run syncmedia again: it does what is left.",
  },
};
