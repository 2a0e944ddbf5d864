import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Choice, CurrentWorker } from "../supervisor/current-worker.ts";
import type { FrontApplication } from "./front-application.ts";
import type { RequestEvent } from "./front-event.ts";
import { logRequest } from "./request-log.ts";
import type { FrontEndpoints } from "./front-endpoints.ts";
import type { FrontSite, LoadedSite } from "./front-site.ts";
import { refuseRequest } from "@mediaroot/media/http";
import { answerWithoutUpgrade } from "@mediaroot/media/http";

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
  readonly endpoints: FrontEndpoints;
  /** Told of each request that neither media nor the application is asked to answer. */
  readonly onRequest: (event: RequestEvent) => void;
}

type Refusal = Exclude<Choice, { readonly kind: "worker" }>;
/** The site, or why there is none. */
type Found = LoadedSite | Refusal;

interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/** Creates the way of a request through the front: Host check, own endpoints, media, application. */
export function createFrontRequests(options: FrontRequestsOptions): FrontRequests {
  const { site, application, endpoints, onRequest } = options;
  const refuses = createHostCheck(site);
  const withSite = (use: (found: Found) => void, asker: { readonly destroyed: boolean }): void => {
    const loaded = site.current();
    if (loaded !== undefined) use(loaded);
    else void firstSite(options).then((first) => (asker.destroyed ? undefined : use(first)));
  };
  const forbid = (request: IncomingMessage, response: ServerResponse, reason: string): void => {
    logRequest(request, response, onRequest);
    response.writeHead(403, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
  };
  const answerBy = (found: Found, request: IncomingMessage, response: ServerResponse): void => {
    const refusal = refuses(request);
    if (refusal !== undefined) return forbid(request, response, refusal);
    if (!("kind" in found)) return found.listener(request, response);
    logRequest(request, response, onRequest);
    application.refuse(found, request, response);
  };
  const upgradeBy = (found: Found, request: IncomingMessage, { socket, head }: Upgrade): void => {
    if (refuses(request) !== undefined) endWith("403 Forbidden", socket);
    else if ("kind" in found) endWith("503 Service Unavailable", socket);
    else if (found.isMedia(request)) answerWithoutUpgrade(found.listener, request, socket);
    else application.upgrade(request, socket, head);
  };
  return {
    answer(request, response) {
      if (!endpoints.takes(request)) return withSite((found) => answerBy(found, request, response), response);
      const refusal = refuses(request);
      return refusal === undefined ? endpoints.answer(request, response) : forbid(request, response, refusal);
    },
    upgrade(request, socket, head) {
      // Node gives the socket away with the upgrade, and stops listening to it.
      socket.on("error", () => socket.destroy());
      if (!endpoints.takes(request)) return withSite((found) => upgradeBy(found, request, { socket, head }), socket);
      return endWith(refuses(request) === undefined ? "404 Not Found" : "403 Forbidden", socket);
    },
  };
}

/** Before a project has loaded nobody knows its ALLOWED_HOSTS. */
function createHostCheck(site: FrontSite): (request: IncomingMessage) => string | undefined {
  return (request) => {
    const loaded = site.current();
    return loaded === undefined ? refuseRequest(request, []) : loaded.refuses(request);
  };
}

/** The first project may still be loading, or fail to. What fails after it, its application, leaves its media. */
async function firstSite({ current, site }: FrontRequestsOptions): Promise<Found> {
  const outcome = await Promise.race([site.first, current.choose() ?? current.wait()]);
  return "kind" in outcome && outcome.kind !== "worker" && !site.isExpected() ? outcome : site.first;
}

function endWith(status: string, socket: Socket): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
