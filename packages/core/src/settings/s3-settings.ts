/** The keys of an object store, as the providers of the AWS SDK give them. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** When they expire. They are asked for again before. */
  readonly expiration?: Date | undefined;
}

/** How `syncmedia` reaches a bucket. The URL's own parameters win, and the environment variables `AWS_*` fill in what is left out. */
export interface S3Settings {
  /**
   * The address of the server: `https://s3.example.com`.
   *
   * @default AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else that of AWS
   */
  readonly ENDPOINT: string | undefined;
  /**
   * The region of the bucket.
   *
   * @default AWS_REGION, AWS_DEFAULT_REGION, else "us-east-1"
   */
  readonly REGION: string | undefined;
  /**
   * Gives the keys. Every provider of the AWS SDK is such a function.
   *
   * @default AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN
   */
  readonly CREDENTIALS: (() => Promise<S3Credentials>) | undefined;
}

/**
 * @returns whether a target of `syncmedia` is written as a URL, and so names a bucket and no directory. `s3:media` and `gs://media`
 *   are such URLs too, but wrong ones: without this they would become directories of these names
 */
export function isBucketUrl(target: string): boolean {
  return /^(?:s3:|[a-z][a-z\d+.-]+:\/\/)/i.test(target);
}
