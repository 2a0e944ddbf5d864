import { loadPage, type LoadedReply, type PagePolicy } from "./load-page.ts";
import type { MediaHandlerOptions } from "./media-handler-options.ts";
import { loadReply, type MediaReply, type MediaRequest, type RenderedReply, replyToError } from "./media-reply.ts";
import type { MissingAnswers } from "./missing-answers.ts";
import { renderAnswer } from "./render-answer.ts";
import { directoriesOf, type SentReply } from "./reply-directories.ts";
import type { Markup } from "../pages/page.ts";
import { sendFile } from "../files/send-file.ts";
import { type Exchange, sendAnswer } from "../http/send-answer.ts";
import type { Log } from "../log.ts";

/** Policy of a handler's answers. */
export interface ExchangePolicy extends PagePolicy, Pick<MediaHandlerOptions, "onAnswer" | "pageScript" | "mapUrl"> {
  /** MEDIA_INDEXES. */
  readonly indexes: boolean;
  readonly log: Log;
  readonly missing: MissingAnswers;
}

/** Answers a request for media. It never throws. */
export function answerMedia(exchange: Exchange, media: MediaRequest, policy: ExchangePolicy): void {
  const { response } = exchange;
  // A pipelined request has no socket before its turn. A thousand of them must not hold a thousand files open meanwhile.
  if (response.socket === null) response.once("socket", () => begin(exchange, media, policy));
  else begin(exchange, media, policy);
}

function begin(exchange: Exchange, media: MediaRequest, policy: ExchangePolicy): void {
  const started = policy.onAnswer === undefined ? 0 : performance.now();
  // Nearly every request is answered without a promise.
  try {
    const known = policy.missing.find(media);
    if (known !== undefined) {
      sendAnswer(exchange, known.answer);
      return reportSent({ exchange, media, sent: known.reply, started }, policy);
    }
    const reply = replyOf(exchange, media, policy);
    if (reply.kind !== "file") return beginPage({ exchange, media, reply, started }, policy);
    sendFile(exchange, reply.file);
    reportSent({ exchange, media, sent: reply, started }, policy);
  } catch (error) {
    failAnswer(error, exchange, policy);
  }
}

function reportSent(answered: Answered, policy: ExchangePolicy): void {
  const { exchange, sent } = answered;
  if (policy.onAnswer === undefined) return;
  if (sent.kind !== "file" || sent.file.kind === "memory") reportAnswer(answered, policy);
  else exchange.response.once("close", () => reportAnswer(answered, policy));
}

function failAnswer(error: unknown, { request, response }: Exchange, { log }: ExchangePolicy): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(500, ["Content-Length", "0"]).end();
  log(`${request.url}: ${String(error)}`, error);
}

function replyOf({ request }: Exchange, media: MediaRequest, policy: ExchangePolicy): MediaReply {
  try {
    return loadReply(media, policy.indexes);
  } catch (error) {
    return errorReply(error, { request, media }, policy);
  }
}

interface Failed {
  readonly request: Exchange["request"];
  readonly media: MediaRequest;
}

function errorReply(error: unknown, { request, media }: Failed, { log }: ExchangePolicy): RenderedReply {
  const reply = replyToError(error, media.place.segments);
  if (reply.kind === "refused" && reply.status >= 500) log(`${request.url}: ${String(error)}`, error);
  return reply;
}

interface PageRequest extends Omit<Answered, "sent"> {
  readonly reply: RenderedReply;
}

function beginPage(page: PageRequest, policy: ExchangePolicy): void {
  const { exchange, media, reply } = page;
  // The script knows when it was made. It is made before the disk is read, so that a change meanwhile reloads the page.
  const script = policy.pageScript?.();
  const send = (sent: LoadedReply): void => sendPage({ ...page, sent }, policy, script);
  const loaded = loadPage(media, reply, policy);
  if (!(loaded instanceof Promise)) return send(loaded);
  loaded
    .catch((error: unknown) => loadPage(media, errorReply(error, { request: exchange.request, media }, policy), policy))
    .then(send)
    .catch((error: unknown) => failAnswer(error, exchange, policy));
}

function sendPage(answered: Answered & { readonly sent: LoadedReply }, policy: ExchangePolicy, script?: Markup): void {
  const { exchange, media, sent: reply } = answered;
  const { development, mapUrl, missing } = policy;
  if (!exchange.response.destroyed) {
    const answer = renderAnswer(exchange.request, reply, { development, script, mapUrl });
    sendAnswer(exchange, answer);
    // A page with a script is made anew each time, as the script is.
    if (script === undefined || answer.text?.includes(script.html) !== true) missing.keep(media, { reply, answer });
  }
  reportAnswer(answered, policy);
}

interface Answered {
  readonly exchange: Exchange;
  readonly media: MediaRequest;
  readonly sent: SentReply;
  readonly started: number;
}

/** The answer has been sent. An error that the listener throws must not end the connection. */
function reportAnswer({ exchange, media, sent, started }: Answered, { onAnswer, log }: ExchangePolicy): void {
  if (onAnswer === undefined) return;
  const { request, response } = exchange;
  const file = sent.kind === "file" ? sent.file.file : undefined;
  try {
    onAnswer({
      method: media.method,
      url: request.url ?? "/",
      status: response.statusCode,
      source: file?.source,
      path: file?.path,
      directories: directoriesOf(sent, media.place.tree),
      durationMs: performance.now() - started,
    });
  } catch (error) {
    log(`onAnswer: ${String(error)}`, error);
  }
}
