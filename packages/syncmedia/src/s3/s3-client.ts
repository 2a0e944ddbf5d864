import { hash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeSegments } from "@mediaroot/core";
import { AwsV4Signer } from "aws4fetch";
import { exchange, RequestWithheld } from "./exchange.ts";
import { delayBefore, isTransient, PATIENCE_MS } from "./retry.ts";
import type { S3Connection } from "./s3-connection.ts";
import { codeOf, networkFailure, type S3Answer } from "./s3-failure.ts";

/** A request to a bucket. */
export interface S3Request {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** The key of the object; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array<ArrayBuffer> | undefined;
  /** The SHA-256 of the body in hex, if it is known already. The server refuses other bytes. */
  readonly sha256?: string | undefined;
}

/** The answer to a request. */
export interface S3Response extends S3Answer {
  /** Whether it was sent more than once: an earlier attempt may have been carried out, and only its answer lost. */
  readonly isRepeated: boolean;
}

/** Sends requests to one bucket. */
export interface S3Client {
  readonly connection: S3Connection;
  /**
   * Sends a request, again and again while the server is overloaded or cannot be reached.
   *
   * @returns the answer, whatever its status
   * @throws BUCKET_UNREACHABLE, BUCKET_CREDENTIALS_MISSING; what `guard` throws; the reason of `signal`
   */
  send(request: S3Request): Promise<S3Response>;
}

/** Decides whether a request may be sent. */
export interface RequestGuard {
  /** Called before each attempt; may renew a lock, for example. If it throws, nothing is sent. */
  check(): Promise<void>;
  /** Called right before the bytes are sent. If it returns false, nothing is sent, and the request begins again with `check`. */
  isFresh(): boolean;
}

/** Options of `createS3Client`. */
export interface S3ClientOptions {
  /** Ends all requests at once. */
  readonly signal?: AbortSignal | undefined;
  /** Decides before every attempt whether it may be sent. */
  readonly guard?: RequestGuard | undefined;
}

/** How long an answer may take, in addition to a second for each 100 KB of the request. */
const ANSWER_MS = 60_000;
const BYTES_A_MS = 100;

/** Creates a client. Nothing is sent yet. */
export function createS3Client(connection: S3Connection, options: S3ClientOptions = {}): S3Client {
  const keys = new Map<string, ArrayBuffer>();
  let hasAnswered = false;

  /** @returns the answer; undefined if the request is to be sent again */
  const attempt = async (request: S3Request, isLast: boolean): Promise<S3Answer | undefined> => {
    await options.guard?.check();
    const signed = await sign(connection, request, keys);
    try {
      const timeout = AbortSignal.timeout(ANSWER_MS + Math.ceil((request.body?.length ?? 0) / BYTES_A_MS));
      const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
      const sending = { ...signed, method: request.method, body: request.body };
      const answer = await exchange(sending, { signal, mayWrite: options.guard?.isFresh });
      hasAnswered = true;
      return isTransient(answer.status, answer.status < 300 ? undefined : codeOf(answer)) && !isLast
        ? undefined
        : answer;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isLast && !(error instanceof RequestWithheld)) throw networkFailure(connection, error);
      return undefined;
    }
  };

  return {
    connection,
    async send(request) {
      const start = Date.now();
      for (let tries = 1; ; tries += 1) {
        const patience = hasAnswered ? PATIENCE_MS.answered : PATIENCE_MS.unknown;
        const answer = await attempt(request, Date.now() - start > patience);
        if (answer !== undefined) return { ...answer, isRepeated: tries > 1 };
        await sleep(delayBefore(tries), undefined, { signal: options.signal });
      }
    },
  };
}

type Signed = Awaited<ReturnType<AwsV4Signer["sign"]>>;

async function sign(connection: S3Connection, request: S3Request, cache: Map<string, ArrayBuffer>): Promise<Signed> {
  const { method, key, query = {}, body, sha256 } = request;
  const search = new URLSearchParams(query).toString();
  const { accessKeyId, secretAccessKey, sessionToken } = await connection.credentials();
  const signer = new AwsV4Signer({
    method,
    // aws4fetch takes a bare "+" for a space, and `encodeSegments` leaves none.
    url: `${connection.url}/${encodeSegments(key.split("/"))}${search === "" ? "" : `?${search}`}`,
    headers: { ...request.headers, "x-amz-content-sha256": sha256 ?? hash("sha256", body ?? "") },
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: "s3",
    region: connection.region,
    cache,
  });
  return signer.sign();
}
