import { closeSync } from "node:fs";
import type { MediaSite } from "@mediaroot/core";
import { directoriesBehind } from "./answer-directories.ts";
import type { HostRefusal } from "../http/host-check.ts";
import { type AnswerPolicy, type Asked, renderAnswer } from "./media-answer.ts";
import type { MediaHandlerOptions } from "./media-handler-options.ts";
import { type MediaReply, replyTo, replyToError } from "./media-reply.ts";
import type { Log } from "../log.ts";
import type { DiskFile } from "../files/ready-file.ts";
import { sendFile } from "../files/send-file.ts";
import { type Exchange, sendAnswer } from "../http/send-answer.ts";
import { SHORT_WAIT_MS } from "../files/timestamp-tick.ts";

/** A request for media, its response, and the tree that its path lies in. */
export interface MediaExchange extends Exchange, Asked {
  /** Why the hosts that the request names forbid an answer; undefined if they allow it. */
  readonly refusal: HostRefusal | undefined;
}

/** What all exchanges of a handler share. */
export interface ExchangePolicy extends AnswerPolicy, Pick<MediaHandlerOptions, "onAnswer"> {
  readonly log: Log;
}

/** Creates what answers requests for media, whatever happens on the way. */
export function createMediaExchange(site: MediaSite, policy: ExchangePolicy): (exchange: MediaExchange) => void {
  const answer = (exchange: MediaExchange, started: number, isFirst: boolean): void => {
    const { response } = exchange;
    try {
      const reply = decide(exchange, site, policy);
      const fresh = isFirst ? freshFile(reply) : undefined;
      if (fresh === undefined) give(exchange, reply, { policy, started });
      else {
        closeSync(fresh.descriptor);
        setTimeout(answer, fresh.settlesInMs + 1, exchange, started, false);
      }
    } catch (error) {
      policy.log(`${exchange.request.url}: ${String(error)}`, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, ["Content-Length", "0"]).end();
    }
  };
  const begin = (exchange: MediaExchange): void =>
    answer(exchange, policy.onAnswer === undefined ? 0 : performance.now(), true);
  return (exchange) => {
    // A pipelined request has no socket before its turn; a thousand of them must not hold a thousand files open meanwhile.
    if (exchange.response.socket === null) exchange.response.once("socket", () => begin(exchange));
    else begin(exchange);
  };
}

function decide(exchange: MediaExchange, site: MediaSite, policy: ExchangePolicy): MediaReply {
  const { request, target, tree, refusal } = exchange;
  if (refusal !== undefined) return { kind: "refused", ...refusal };
  try {
    return replyTo({ method: request.method ?? "GET", target, tree, indexes: site.indexes ?? policy.development });
  } catch (error) {
    const reply = replyToError(error, target.segments.slice(tree.prefix.length));
    if (reply.kind === "refused" && reply.status >= 500) policy.log(`${request.url}: ${String(error)}`, error);
    return reply;
  }
}

/** A large file just written has no entity tag that lasts; a moment later it has. */
function freshFile(reply: MediaReply): DiskFile | undefined {
  if (reply.kind !== "file" || reply.file.kind !== "disk") return undefined;
  const { settlesInMs } = reply.file;
  return settlesInMs > 0 && settlesInMs <= SHORT_WAIT_MS ? reply.file : undefined;
}

interface Giving {
  readonly policy: ExchangePolicy;
  readonly started: number;
}

function give(exchange: MediaExchange, reply: MediaReply, giving: Giving): void {
  if (reply.kind !== "file") {
    sendAnswer(exchange, renderAnswer(exchange, reply, giving.policy));
    tell(exchange, reply, giving);
    return;
  }
  const { kind } = reply.file;
  if (kind === "disk") exchange.response.once("close", () => tell(exchange, reply, giving));
  sendFile(exchange, reply.file);
  if (kind === "memory") tell(exchange, reply, giving);
}

/** The answer is given already: what its listener throws must not end the connection. */
function tell({ request, response, tree }: MediaExchange, reply: MediaReply, { policy, started }: Giving): void {
  if (policy.onAnswer === undefined) return;
  const durationMs = performance.now() - started;
  const file = reply.kind === "file" ? reply.file.file : undefined;
  try {
    policy.onAnswer({
      method: request.method ?? "GET",
      url: request.url ?? "/",
      status: response.statusCode,
      source: file?.source,
      path: file?.path,
      directories: directoriesBehind(reply, tree),
      durationMs,
    });
  } catch (error) {
    policy.log(`onAnswer: ${String(error)}`, error);
  }
}
