/** The bytes of a file in short. */
export interface FileDigest {
  /** In hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}
