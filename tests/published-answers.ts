import { hash } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { ManifestFile } from "@mediaroot/core";

/** The answer of a web server to a request for a published file. */
export interface PublishedAnswer {
  readonly status: number | undefined;
  /** `sha384-...` of the decoded body, as in a manifest. */
  readonly integrity: string;
  /** Content-Encoding, or "identity". */
  readonly coding: string;
  readonly type: string | undefined;
  readonly caching: string | undefined;
  readonly varies: boolean;
}

/**
 * Asks for every hashed name of a manifest.
 *
 * @param address of the web server, without a slash at the end
 * @param coding what is asked for in Accept-Encoding
 */
export async function askForAll(
  address: string,
  files: readonly ManifestFile[],
  coding: string,
): Promise<readonly PublishedAnswer[]> {
  using agent = keepAliveAgent();
  const answers: PublishedAnswer[] = Array.from({ length: files.length });
  const queue = files.entries();
  const worker = async (): Promise<void> => {
    for (const [index, { path }] of queue) {
      const url = `${address}/media/${path.split("/").map(encodeURIComponent).join("/")}`;
      answers[index] = await ask(url, coding, agent);
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return answers;
}

function keepAliveAgent(): Agent & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return Object.assign(agent, { [Symbol.dispose]: () => agent.destroy() });
}

async function ask(url: string, coding: string, agent: Agent): Promise<PublishedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<PublishedAnswer>();
  const asked = request(url, { agent, headers: { "accept-encoding": coding } }, (response) => {
    const { headers, statusCode } = response;
    buffer(response).then((body) => resolve(answerOf(statusCode, headers, body)), reject);
  });
  asked.once("error", reject).end();
  return promise;
}

function answerOf(status: number | undefined, headers: IncomingHttpHeaders, body: Buffer): PublishedAnswer {
  const coding = headers["content-encoding"] ?? "identity";
  return {
    status,
    integrity: `sha384-${hash("sha384", decode(body, coding), "base64")}`,
    coding,
    type: headers["content-type"],
    caching: headers["cache-control"],
    varies: headers.vary?.toLowerCase().includes("accept-encoding") ?? false,
  };
}

function decode(body: Buffer, coding: string): Buffer {
  if (coding === "br") return brotliDecompressSync(body);
  return coding === "gzip" ? gunzipSync(body) : body;
}
