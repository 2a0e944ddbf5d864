/** The hash and size of a file's bytes. */
export interface FileDigest {
  /** In hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}
