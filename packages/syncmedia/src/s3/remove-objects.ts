import { hash } from "node:crypto";
import type { S3Client, S3Response } from "./s3-client.ts";
import { escapeText, partsOf, textOf } from "./s3-document.ts";
import { codeOf, failureOf } from "./s3-failure.ts";

/** S3 takes no more in one request. */
const BATCH = 1000;
const ACTION = "s3:DeleteObject";
/** Statuses of servers that cannot remove several objects with one request. */
const UNSUPPORTED: ReadonlySet<number> = new Set([400, 405, 501]);

/**
 * Removes objects, a thousand with one request. Where the server refuses that, one after the other.
 *
 * @throws BUCKET_* errors; some objects may have been removed by then
 */
export async function removeObjects(client: S3Client, keys: readonly string[]): Promise<void> {
  for (let start = 0; start < keys.length; start += BATCH) {
    const batch = keys.slice(start, start + BATCH);
    const answer = batch.length === 1 ? undefined : await removeTogether(client, batch);
    if (answer === undefined || UNSUPPORTED.has(answer.status)) for (const key of batch) await removeOne(client, key);
    else if (answer.status !== 200) throw failureOf(client.connection, { action: ACTION, key: batch[0] ?? "" }, answer);
    else requireRemoved(client, answer);
  }
}

function removeTogether(client: S3Client, keys: readonly string[]): Promise<S3Response> {
  const objects = keys.map((key) => `<Object><Key>${escapeText(key)}</Key></Object>`).join("");
  const body = Buffer.from(`<Delete><Quiet>true</Quiet>${objects}</Delete>`);
  const headers = { "content-type": "application/xml", "content-md5": hash("md5", body, "base64") };
  return client.send({ method: "POST", key: "", query: { delete: "" }, headers, body });
}

/** The answer is 200 even if some objects were not removed: its document names those. */
function requireRemoved({ connection }: S3Client, answer: S3Response): void {
  const [first] = partsOf(answer.body.toString(), "Error");
  if (first === undefined) return;
  const status = textOf(first, "Code") === "AccessDenied" ? 403 : 500;
  throw failureOf(connection, { action: ACTION, key: textOf(first, "Key") ?? "" }, { ...answer, status });
}

async function removeOne(client: S3Client, key: string): Promise<void> {
  const answer = await client.send({ method: "DELETE", key });
  if (answer.status < 300 || codeOf(answer) === "NoSuchKey") return;
  throw failureOf(client.connection, { action: ACTION, key }, answer);
}
