import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { CurrentWorker } from "./current-worker.ts";
import { type FrontApplication, refuse } from "./front-application.ts";
import type { FrontSite, LoadedSite } from "./front-site.ts";

/** What the front's server calls. */
export interface FrontRequests {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** Who answers what the front is asked. */
export interface FrontRequestsOptions {
  readonly current: CurrentWorker;
  readonly site: FrontSite;
  readonly application: FrontApplication;
}

/** Creates the way of a request through the front: Host check, media, application. */
export function createFrontRequests({ current, site, application }: FrontRequestsOptions): FrontRequests {
  /** The first project may still be loading, or fail to. */
  const answerFirst = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const outcome = await Promise.race([site.first, current.choose() ?? current.wait()]);
    if (response.destroyed) return;
    if ("kind" in outcome && outcome.kind !== "worker") refuse(outcome, request, response);
    else answerBy(await site.first, request, response);
  };
  const answerBy = (loaded: LoadedSite, request: IncomingMessage, response: ServerResponse): void => {
    const refusal = loaded.refuses(request.headers.host);
    if (refusal === undefined) loaded.listener(request, response);
    else response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${refusal}\n`);
  };
  return {
    answer(request, response) {
      const loaded = site.current();
      if (loaded !== undefined) answerBy(loaded, request, response);
      else void answerFirst(request, response);
    },
    upgrade(request, socket, head) {
      const refusal = site.current()?.refuses(request.headers.host);
      if (refusal === undefined) application.upgrade(request, socket, head);
      else socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
    },
  };
}
