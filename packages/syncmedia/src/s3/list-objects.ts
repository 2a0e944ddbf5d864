import { bareEtag } from "./object.ts";
import type { S3Client } from "./s3-client.ts";
import { partsOf, textOf } from "./s3-document.ts";
import { failureOf } from "./s3-failure.ts";

/** An object in a listing. */
export interface ListedObject {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
}

/**
 * Lists objects, a thousand with each request.
 *
 * @param prefix what their keys begin with
 * @throws BUCKET_* errors
 */
export async function* listObjects(client: S3Client, prefix: string): AsyncGenerator<ListedObject, void> {
  let token: string | undefined;
  do {
    // Keys are asked for percent-encoded, since XML cannot hold every character.
    const query = { "list-type": "2", "encoding-type": "url", prefix };
    const continued = token === undefined ? query : { ...query, "continuation-token": token };
    const answer = await client.send({ method: "GET", key: "", query: continued });
    if (answer.status !== 200) throw failureOf(client.connection, { action: "s3:ListBucket", key: prefix }, answer);
    const document = answer.body.toString();
    for (const part of partsOf(document, "Contents")) yield parseListed(part);
    token = textOf(document, "IsTruncated") === "true" ? textOf(document, "NextContinuationToken") : undefined;
  } while (token !== undefined);
}

function parseListed(part: string): ListedObject {
  const key = (textOf(part, "Key") ?? "").replaceAll("+", " ");
  return { key: decodeURIComponent(key), size: Number(textOf(part, "Size")), etag: bareEtag(textOf(part, "ETag")) };
}
