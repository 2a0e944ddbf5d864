/** The header lines that an object is stored with, and served with. */
export interface ObjectHeaders {
  readonly "content-type": string;
  readonly "cache-control": string;
  readonly "content-encoding"?: string | undefined;
}

/** The bytes of an object. */
export interface ObjectBody {
  /** The number of bytes. */
  readonly size: number;
  /** Their SHA-256 in hex. */
  readonly sha256: string;
  /**
   * Reads the body part by part, in constant memory. It throws before the last part if the bytes do not have this SHA-256.
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

/** The outcome of writing an object. */
export type PutOutcome =
  | { readonly kind: "stored"; readonly etag: string }
  /** The condition does not hold. */
  | { readonly kind: "refused" };

/** How a server differs from others, as its answers have shown. */
export interface ServerTraits {
  /** Whether an ETag in If-Match has to be sent without quotes, as Ceph 16 wants it. */
  wantsBareEtags: boolean;
  /** Whether it checks If-Match and If-None-Match. If not, syncmedia asks before it writes, and two runs at the same moment may both write. */
  checksConditions: boolean;
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
