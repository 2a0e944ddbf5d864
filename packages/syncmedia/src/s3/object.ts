/** What an object is stored with. */
export interface ObjectHeaders {
  readonly "content-type": string;
  readonly "cache-control": string;
  readonly "content-encoding"?: string | undefined;
}

/** The bytes of an object. */
export interface ObjectBody {
  /** Bytes. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
  /**
   * Reads it part by part, in constant memory. Before it gives the last part it throws if the bytes are not those of `sha256`.
   *
   * @param partSize the size of every part but the last, in bytes
   */
  parts(partSize: number): AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** What must hold for an object to be written: that there is none, or that the one there has this ETag. */
export type WriteCondition =
  | { readonly kind: "absent" }
  | {
      readonly kind: "same";
      readonly etag: string;
      /** Whether the ETag is sent without quotes, against RFC 9110: Ceph 16 compares the quotes too. */
      readonly isBare?: boolean | undefined;
    };

/** An object to write. */
export interface NewObject {
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly body: ObjectBody;
  readonly condition?: WriteCondition | undefined;
}

/** What came of writing an object. */
export type PutOutcome =
  | { readonly kind: "stored"; readonly etag: string }
  /** The condition does not hold. */
  | { readonly kind: "refused" };

/** What has turned out about a server. */
export interface ServerTraits {
  /** Whether it compares an ETag with its quotes, so that it has to be sent without them. */
  isBare: boolean;
  /** Whether it checks conditions itself. If not, they are checked before, which two writers in the same moment both pass. */
  isFenced: boolean;
}

/** The header of an object with the SHA-256 of its bytes, in hex. It shows which objects syncmedia has written. */
export const SHA256_HEADER = "x-amz-meta-sha256";

/** @returns an ETag without its quotes, as the ledger has it */
export function bareEtag(etag: string | null | undefined): string {
  return (etag ?? "").replaceAll('"', "");
}

/** @returns the header lines that an object is written with */
export function headerLines({ headers, body, condition }: NewObject): Readonly<Record<string, string>> {
  const given = Object.entries(headers).filter((line): line is [string, string] => line[1] !== undefined);
  return { ...Object.fromEntries(given), [SHA256_HEADER]: body.sha256, ...conditionLines(condition) };
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.1 */
export function conditionLines(condition: WriteCondition | undefined): Readonly<Record<string, string>> {
  if (condition === undefined) return {};
  if (condition.kind === "absent") return { "if-none-match": "*" };
  return { "if-match": condition.isBare === true ? condition.etag : `"${condition.etag}"` };
}
