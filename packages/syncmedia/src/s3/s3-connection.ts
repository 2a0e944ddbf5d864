import type { S3Settings } from "@mediaroot/core";
import { type BucketAddress, originOf } from "./bucket-address.ts";
import { type CredentialSource, type Environment, environmentCredentials, providedCredentials } from "./credentials.ts";

/** How a bucket is reached. */
export interface S3Connection {
  /** The bucket and prefix, for messages: `s3://media/site`. */
  readonly bucket: string;
  /** The origin of the server, for messages. */
  readonly endpoint: string;
  /** The URL of the bucket, without a "/" at its end. */
  readonly url: string;
  readonly region: string;
  readonly credentials: CredentialSource;
}

/** Where endpoint, region and keys come from if the URL does not name them. */
export interface ConnectionSources {
  /** SYNCMEDIA.S3. */
  readonly settings: S3Settings;
  readonly environment: Environment;
}

/**
 * Decides how to reach a bucket: by the URL's parameters, else SYNCMEDIA.S3, else the environment variables that the AWS command line reads.
 *
 * @throws BUCKET_URL_INVALID, BUCKET_CREDENTIALS_MISSING
 */
export function connectionTo(address: BucketAddress, { settings, environment }: ConnectionSources): S3Connection {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = environment;
  const region = address.region ?? settings.REGION ?? (AWS_REGION || AWS_DEFAULT_REGION || "us-east-1");
  const named = settings.ENDPOINT ?? (AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || undefined);
  const given = address.endpoint ?? (named === undefined ? undefined : originOf(address.name, named));
  const endpoint = given ?? `https://s3.${region}.amazonaws.com`;
  return {
    bucket: address.name,
    endpoint,
    // The certificate is for *.s3.REGION.amazonaws.com, which a bucket with a dot in its name does not match.
    url:
      given === undefined && !address.bucket.includes(".")
        ? `https://${address.bucket}.s3.${region}.amazonaws.com`
        : `${endpoint}/${address.bucket}`,
    region,
    credentials: credentialsOf(address.name, { settings, environment }),
  };
}

function credentialsOf(bucket: string, { settings, environment }: ConnectionSources): CredentialSource {
  if (settings.CREDENTIALS !== undefined) return providedCredentials(bucket, settings.CREDENTIALS);
  const credentials = environmentCredentials(bucket, environment);
  return () => Promise.resolve(credentials);
}
