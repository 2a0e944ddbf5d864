import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf } from "@mediaroot/core/media";
import type { Application } from "./application.ts";
import { takeContinue } from "./expect-continue.ts";
import type { Log } from "../log.ts";
import { type Exchange, securityHeaders, sendAnswer, textAnswer } from "../http/send-answer.ts";

/** How an application is called. */
export interface CallOptions {
  readonly log: Log;
  /** Whether the answer to a failed request says why. */
  readonly development: boolean;
  /** More header lines for the answer to a failed request: name, value, name, value. */
  readonly failureHeaders: (error: unknown) => readonly string[];
}

/** Calls an application. */
export interface ApplicationCaller {
  /** Requests wait until it is ready. One that it fails at is answered with 500, never left hanging. */
  request(request: IncomingMessage, response: ServerResponse): void;
  readonly upgrade: Application["upgrade"];
  /** Starts it, once. */
  ready(): Promise<void>;
  /** Ends what it holds open. */
  close(): Promise<void>;
}

/** Creates what calls an application, and answers for it where it throws. */
export function createApplicationCaller(application: Application, options: CallOptions): ApplicationCaller {
  let started: Promise<void> | undefined;
  let isReady = application.ready === undefined;
  const start = async (): Promise<void> => {
    await application.ready?.();
    isReady = true;
  };
  const ready = (): Promise<void> => (started ??= start());
  const call = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isReady) await ready();
      if (application.sendsContinue !== true && takeContinue(request)) response.writeContinue();
      await application.request(request, response);
    } catch (error) {
      fail(error, { request, response }, options);
    }
  };
  return {
    ready,
    upgrade: application.upgrade && guardUpgrade(application.upgrade, options.log),
    close: async () => void (await application.close?.()),
    // Not awaited: `call` catches every error, and once the application is ready it calls it at once.
    request: (request, response) => void call(request, response),
  };
}

/** A listener of upgrades that throws takes nobody else's connection down with it. */
function guardUpgrade(upgrade: NonNullable<Application["upgrade"]>, log: Log): Application["upgrade"] {
  return (request, socket, head) => {
    try {
      return upgrade(request, socket, head);
    } catch (error) {
      log(`${request.method} ${request.url}: the application failed at an upgrade: ${reasonOf(error)}`, error);
      socket.destroy();
      return true;
    }
  };
}

function fail(error: unknown, { request, response }: Exchange, options: CallOptions): void {
  const { log, development } = options;
  const reason = reasonOf(error);
  log(`${request.method} ${request.url}: the application failed: ${reason}`, error);
  if (response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const text = development ? `The application failed: ${reason}\n` : "Internal Server Error\n";
  const type = ["Content-Type", "text/plain; charset=utf-8"];
  const headers = [...type, ...securityHeaders(development), ...options.failureHeaders(error)];
  sendAnswer({ request, response }, textAnswer({ status: 500, headers, text }));
}
