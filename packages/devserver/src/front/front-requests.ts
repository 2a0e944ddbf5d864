import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Choice, CurrentWorker } from "../supervisor/current-worker.ts";
import type { FrontApplication } from "./front-application.ts";
import type { FrontEndpoints } from "./front-endpoints.ts";
import type { FrontSite, LoadedSite } from "./front-site.ts";
import { refuseRequest } from "../media/host-check.ts";
import { answerWithoutUpgrade } from "../application/take-upgrades.ts";

/** What the front's server calls. */
export interface FrontRequests {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

type Refusal = Exclude<Choice, { readonly kind: "worker" }>;

/** Who answers what the front is asked. */
export interface FrontRequestsOptions {
  readonly current: CurrentWorker;
  readonly site: FrontSite;
  readonly application: FrontApplication;
  readonly endpoints: FrontEndpoints;
}

/** Creates the way of a request through the front: Host check, own endpoints, media, application. */
export function createFrontRequests(options: FrontRequestsOptions): FrontRequests {
  const { current, site, application, endpoints } = options;
  /** Before a project has loaded nobody knows its ALLOWED_HOSTS. */
  const refuses = (request: IncomingMessage): string | undefined => {
    const loaded = site.current();
    return loaded === undefined ? refuseRequest(request, []) : loaded.refuses(request);
  };
  const checked = (request: IncomingMessage, response: ServerResponse, answer: () => void): void => {
    const refusal = refuses(request);
    if (refusal === undefined) answer();
    else response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${refusal}\n`);
  };
  /** The first project may still be loading, or fail to. */
  const firstSite = async (): Promise<LoadedSite | Refusal> => {
    const outcome = await Promise.race([site.first, current.choose() ?? current.wait()]);
    return "kind" in outcome && outcome.kind !== "worker" ? outcome : site.first;
  };
  const answerBy = (found: LoadedSite | Refusal, request: IncomingMessage, response: ServerResponse): void => {
    checked(request, response, () => {
      if ("kind" in found) application.refuse(found, request, response);
      else found.listener(request, response);
    });
  };
  const answerFirst = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const first = await firstSite();
    if (!response.destroyed) answerBy(first, request, response);
  };
  const upgradeBy = (found: LoadedSite | Refusal, request: IncomingMessage, { socket, head }: Upgrade): void => {
    if (refuses(request) !== undefined) endWith("403 Forbidden", socket);
    else if ("kind" in found) endWith("503 Service Unavailable", socket);
    else if (found.isMedia(request)) answerWithoutUpgrade(found.listener, request, socket);
    else application.upgrade(request, socket, head);
  };
  const upgradeFirst = async (request: IncomingMessage, upgrade: Upgrade): Promise<void> => {
    const first = await firstSite();
    if (!upgrade.socket.destroyed) upgradeBy(first, request, upgrade);
  };
  return {
    answer(request, response) {
      const loaded = site.current();
      if (endpoints.takes(request)) checked(request, response, () => endpoints.answer(request, response));
      else if (loaded !== undefined) answerBy(loaded, request, response);
      else void answerFirst(request, response);
    },
    upgrade(request, socket, head) {
      // Node gives the socket away with the upgrade, and stops listening to it.
      socket.on("error", () => socket.destroy());
      const loaded = site.current();
      if (endpoints.takes(request)) endWith(refuses(request) === undefined ? "404 Not Found" : "403 Forbidden", socket);
      else if (loaded !== undefined) upgradeBy(loaded, request, { socket, head });
      else void upgradeFirst(request, { socket, head });
    },
  };
}

interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

function endWith(status: string, socket: Socket): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Whether a request may take its connection over. Others that only offer to, as some clients do with every first request
 * (`Upgrade: h2c`), are answered as if they had not (RFC 9110, section 7.8).
 */
export function isWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}
