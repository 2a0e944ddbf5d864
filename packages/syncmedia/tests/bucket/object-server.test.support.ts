/** A server that speaks S3, with one user. */
export interface ObjectServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Stops the process that speaks S3, and starts it again. */
  restartGateway(milliseconds: number): Promise<void>;
  /**
   * Makes a bucket whose objects anybody may read; if the server knows policies, except for those in `.syncmedia/`.
   *
   * @returns the URL of the bucket for visitors
   */
  makePublicBucket(name: string): Promise<string>;
}
