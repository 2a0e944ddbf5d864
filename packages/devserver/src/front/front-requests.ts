import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Choice, CurrentWorker } from "../supervisor/current-worker.ts";
import type { UpgradeSocket } from "../proxy/pass-upgrade.ts";
import type { FrontApplication } from "./front-application.ts";
import type { RequestEvent } from "./front-event.ts";
import { logRequest } from "./request-log.ts";
import type { FrontEndpoints } from "./front-endpoints.ts";
import type { FrontSite, LoadedSite } from "./front-site.ts";
import type { Exchange } from "@mediaroot/media";
import {
  answerWithoutUpgrade,
  type HostRefusal,
  http,
  parseTarget,
  type RequestTarget,
  sendRefusal,
} from "@mediaroot/media/http";

/** The listeners of the front's server. */
export interface FrontRequests {
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
}

/** The parts that answer requests. */
export interface FrontRequestsOptions {
  readonly current: CurrentWorker;
  readonly site: FrontSite;
  readonly application: FrontApplication;
  readonly endpoints: FrontEndpoints;
  /** Called for each request that is refused before media or the application sees it. */
  readonly onRequest: (event: RequestEvent) => void;
}

type LogRequest = FrontRequestsOptions["onRequest"];
type Refusal = Exclude<Choice, { readonly kind: "worker" }>;
/** The site, or why there is none. */
type SiteOrRefusal = LoadedSite | Refusal;

interface ParsedUpgrade extends UpgradeSocket, Pick<Exchange, "request"> {
  readonly target: RequestTarget | undefined;
}

/** Creates the way of a request through the front: Host check, own endpoints, media, application. */
export function createFrontRequests(options: FrontRequestsOptions): FrontRequests {
  const { site, application, endpoints, onRequest } = options;
  const { refuses } = site;
  const withSite = (use: (found: SiteOrRefusal) => void, connection: { readonly destroyed: boolean }): void => {
    const loaded = site.current();
    if (loaded !== undefined) use(loaded);
    else void firstSite(options).then((first) => (connection.destroyed ? undefined : use(first)));
  };
  const answerBy = (found: SiteOrRefusal, exchange: Exchange): void => {
    const { request, response } = exchange;
    const refusal = refuses(request);
    if (refusal !== undefined) return forbid(exchange, refusal, onRequest);
    if (!("kind" in found)) return found.answer(exchange);
    logRequest(request, response, onRequest);
    application.refuse(found, request, response);
  };
  const upgradeBy = (found: SiteOrRefusal, { request, target, socket, head }: ParsedUpgrade): void => {
    const refusal = refuses(request);
    if (refusal !== undefined) endWith(refusal.status, socket);
    else if ("kind" in found) endWith(503, socket);
    else if (!found.isMedia(target)) application.upgrade(request, socket, head);
    else answerWithoutUpgrade((_, response) => found.answer({ request, response }), request, socket);
  };
  return {
    answer(request, response) {
      const exchange = { request, response };
      if (!endpoints.takes(request.url ?? "")) return withSite((found) => answerBy(found, exchange), response);
      const refusal = refuses(request);
      return refusal === undefined ? endpoints.answer(exchange) : forbid(exchange, refusal, onRequest);
    },
    upgrade(request, socket, head) {
      // Node stops listening to a socket that it has given away.
      socket.on("error", () => socket.destroy());
      const { url = "" } = request;
      if (endpoints.takes(url)) endWith(refuses(request)?.status ?? 404, socket);
      else withSite((found) => upgradeBy(found, { request, target: parseTarget(url), socket, head }), socket);
    },
  };
}

/** The first project may still be loading, or fail to. What fails after it, its application, leaves its media. */
async function firstSite({ current, site }: FrontRequestsOptions): Promise<SiteOrRefusal> {
  const outcome = await Promise.race([site.first, current.choose() ?? current.wait()]);
  return "kind" in outcome && outcome.kind !== "worker" && !site.isExpected() ? outcome : site.first;
}

function forbid({ request, response }: Exchange, refusal: HostRefusal, onRequest: LogRequest): void {
  logRequest(request, response, onRequest);
  sendRefusal({ request, response }, refusal, true);
}

function endWith(status: number, socket: Socket): void {
  socket.end(`HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
