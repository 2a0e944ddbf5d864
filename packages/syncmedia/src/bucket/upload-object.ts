import { syncError } from "../errors.ts";
import { MANIFEST_NAME } from "../plan/write-content.ts";
import type { PutOutcome } from "../s3/object.ts";
import type { BucketUpload } from "./bucket-plan.ts";
import { storedFile } from "./bucket-ledger.ts";
import type { Publishing } from "./publishing.ts";
import { type SentObject, sentObject } from "./upload-body.ts";

/** The outcome of an upload. */
export type Uploaded =
  | { readonly kind: "stored"; readonly bytes: number }
  /** An object that syncmedia did not write has that key. It stays. */
  | { readonly kind: "foreign" };

/**
 * Writes an object, and its entry in the ledger.
 *
 * @throws SOURCE_CHANGED, PUBLISHED_NAME_TAKEN; system errors; BUCKET_* errors
 */
export async function uploadObject(publishing: Publishing, { object, decision }: BucketUpload): Promise<Uploaded> {
  const { files, foreign, keys } = publishing;
  const { path } = object;
  const sent = await sentObject(object);
  const outcome = await write(publishing, keys.of(path), { sent, isNew: decision === "create" });
  const entry = files.get(path);
  if (entry === undefined) throw new TypeError(`${path} is not in the ledger`);
  if (outcome.kind === "stored") {
    const { headers, gainless } = sent;
    files.set(path, storedFile(entry, { etag: outcome.etag, headers, gainless }));
    return { kind: "stored", bytes: sent.body.size };
  }
  files.delete(path);
  if (object.of !== undefined || path === MANIFEST_NAME) throw syncError("PUBLISHED_NAME_TAKEN", { path });
  foreign.add(path);
  return { kind: "foreign" };
}

interface Write {
  readonly sent: SentObject;
  /** Whether an object that syncmedia did not write may have that key. */
  readonly isNew: boolean;
}

async function write(
  { store }: Publishing,
  key: string,
  { sent: { body, headers }, isNew }: Write,
): Promise<PutOutcome> {
  if (isNew) {
    const outcome = await store.put({ key, headers, body, condition: { kind: "absent" } });
    if (outcome.kind !== "refused") return outcome;
    // An object with that header line is syncmedia's: a run wrote it, and was killed before it could record that.
    const found = await store.head(key);
    if (found !== undefined && found.sha256 === undefined) return { kind: "refused" };
  }
  return store.put({ key, headers, body });
}
