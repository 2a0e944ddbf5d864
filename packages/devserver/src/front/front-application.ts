import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { reasonOf } from "@mediaroot/core/media";
import type { Choice, CurrentWorker } from "../supervisor/current-worker.ts";
import { plainReport } from "../error-report/error-report.ts";
import type { RequestEvent } from "./front-event.ts";
import { logRequest } from "./request-log.ts";
import type { ErrorAnswer, ErrorPages } from "../pages/error-pages.ts";
import type { Proxy } from "../proxy/proxy.ts";
import type { ErrorReport } from "../error-report/error-report.ts";

/** The application as the front sees it: a plain Node listener that passes requests on to the current worker. */
export interface FrontApplication {
  (request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void;
  /** Answers a request that no worker will answer. */
  refuse(choice: Exclude<Choice, { kind: "worker" }>, request: IncomingMessage, response: ServerResponse): void;
}

/** Creates the listener. */
export function createFrontApplication(options: {
  readonly current: CurrentWorker;
  readonly proxy: Proxy;
  readonly onRequest: (event: RequestEvent) => void;
  readonly errorPages: ErrorPages;
}): FrontApplication {
  const { current, proxy, errorPages } = options;
  const refuse: FrontApplication["refuse"] = (choice, request, response) => {
    errorPages.send(request, response, refusalOf(choice));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const choice = current.choose() ?? (await current.wait());
    if (response.destroyed) return;
    if (choice.kind !== "worker") return refuse(choice, request, response);
    await proxy.forward(request, response, choice.worker).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else errorPages.send(request, response, { status: 502, error: explain(error) });
    });
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    logRequest(request, response, options.onRequest);
    void answer(request, response);
  };
  return Object.assign(listener, {
    refuse,
    upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
      socket.on("error", () => socket.destroy());
      void (async () => {
        const choice = current.choose() ?? (await current.wait());
        if (choice.kind !== "worker") socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n");
        else if (!socket.destroyed) await proxy.upgrade(request, { socket, head }, choice.worker);
      })().catch(() => socket.destroy());
    },
  });
}

function refusalOf(choice: Exclude<Choice, { kind: "worker" }>): ErrorAnswer {
  if (choice.kind === "failed") return { status: 500, error: choice.error };
  return {
    status: 503,
    error: choice.error ?? plainReport("The application is not ready yet.", { fix: "Reload the page in a moment." }),
  };
}

/** Explains why the worker sent no answer. */
function explain(cause: unknown): ErrorReport {
  if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") {
    return plainReport("The application no longer listens: something in it has closed its server.", {
      fix: "Look for a call of close(). The next save starts the application anew.",
    });
  }
  const reason = reasonOf(cause);
  return plainReport(`The application ended before it had answered this request (${reason}).`, {
    fix: "The terminal shows what it printed last.",
  });
}
