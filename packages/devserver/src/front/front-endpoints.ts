import type { IncomingMessage, ServerResponse } from "node:http";
import { reasonOf, RESERVED_PREFIX } from "@mediaroot/core/media";
import type { Exchange } from "@mediaroot/media";
import { parseTarget } from "@mediaroot/media/http";
import { ASSETS_PREFIX, EDITOR_PATH, EVENTS_PATH, MEDIA_MAP_PATH } from "../link/own-paths.ts";
import { createLiveReload, type PageMessage } from "../live-reload/live-reload.ts";
import type { CheckRuns } from "../check/check-runs.ts";
import type { ProjectReport } from "../link/messages.ts";
import { keepLoaded } from "./load-again.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The front's own endpoints: live reload, the media map, the assets of our pages, and the link from pages into the editor. */
export interface FrontEndpoints {
  /** Whether a request target is that of an endpoint. */
  takes(url: string): boolean;
  answer(exchange: Exchange): void;
  /** Sends a message to open pages. */
  send(message: PageMessage): void;
}

/** Imports what serves the assets: Fastify. */
type LoadAssets = () => Promise<Listener>;

const loadAssets: LoadAssets = async () => (await import("./front-assets.ts")).loadFrontAssets(ASSETS_PREFIX);

/** Options of `createFrontEndpoints`. */
export interface FrontEndpointsOptions {
  /** Whether open pages follow changes. */
  readonly isLive: boolean;
  /** The last project that loaded, or undefined. */
  readonly project: () => ProjectReport | undefined;
  /** Checks the project, for the media map. */
  readonly check: CheckRuns["run"];
  /** Called with the first request for an asset. */
  readonly load?: LoadAssets;
}

/** Creates the endpoints. */
export function createFrontEndpoints(options: FrontEndpointsOptions): FrontEndpoints {
  const reload = options.isLive ? createLiveReload() : undefined;
  const answerAsset = bindAssetAnswer(options.load ?? loadAssets);
  const answerMap = bindMapAnswer(options);
  return {
    takes: (url) => mayBeOwn(url) && `/${parseTarget(url)?.segments[0]}/` === RESERVED_PREFIX,
    answer({ request, response }) {
      const path = `/${parseTarget(request.url ?? "")?.segments.join("/")}`;
      if (path === EVENTS_PATH && reload !== undefined) {
        if (isAllowed("GET", request, response)) reload.open(request, response);
      } else if (path === EDITOR_PATH) {
        if (isAllowed("POST", request, response)) void answerEditor(request, response);
      } else if (path === MEDIA_MAP_PATH) {
        if (isAllowed("GET", request, response)) void answerMap(request, response);
      } else if (path.startsWith(ASSETS_PREFIX)) {
        // Fastify's router does not know targets in absolute form.
        request.url = path;
        void answerAsset(request, response);
      } else end(response, 404, "Not found");
    },
    send: (message) => reload?.send(message),
  };
}

/** Most targets that are no endpoint's need not be parsed to see it. */
function mayBeOwn(url: string): boolean {
  return url.startsWith("/__") || !url.startsWith("/") || url.includes("%");
}

type AnswerLater = (...exchange: Parameters<Listener>) => Promise<void>;

function bindAssetAnswer(load: LoadAssets): AnswerLater {
  const assets = keepLoaded(load);
  return async (request, response) => {
    try {
      (await assets())(request, response);
    } catch {
      end(response, 500, "The assets of the development server cannot be read.");
    }
  };
}

async function answerEditor(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await (await import("./editor-endpoint.ts")).answerEditor(request, response);
  } catch {
    // The client went away while it sent the form.
    response.destroy();
  }
}

function bindMapAnswer({ project, check }: FrontEndpointsOptions): AnswerLater {
  const load = keepLoaded(async () => (await import("../media-map/answer-map.ts")).createMediaMap(check));
  return async (request, response) => {
    const loaded = project();
    if (loaded === undefined) return end(response, 503, "The project has not loaded yet. Reload the page in a moment.");
    try {
      await (await load()).answer(request, response, loaded);
    } catch (error) {
      end(response, 500, `The media cannot be read: ${reasonOf(error)}`);
    }
  };
}

/** Answers a request that the endpoint refuses. */
function isAllowed(method: "GET" | "POST", request: IncomingMessage, response: ServerResponse): boolean {
  const refusal = refuseEndpoint(request, method);
  if (refusal === undefined) return true;
  // Closed, since the request's body is not read.
  response.setHeader("connection", "close");
  if (refusal.status === 405) response.setHeader("allow", method);
  end(response, refusal.status, refusal.reason);
  return false;
}

/** Why an endpoint of the front refuses a request. */
interface EndpointRefusal {
  readonly status: 403 | 405;
  readonly reason: string;
}

/**
 * Refuses other methods, and pages of other sites: they may neither learn when somebody works nor open an editor.
 *
 * @param method the one method of the endpoint; browsers send Origin with every POST
 */
function refuseEndpoint(request: IncomingMessage, method: "GET" | "POST"): EndpointRefusal | undefined {
  if (request.method !== method) return { status: 405, reason: `Only ${method} is allowed here.` };
  const { origin, host = "" } = request.headers;
  if (origin === undefined && method === "GET") return undefined;
  const isOwn = URL.parse(origin ?? "")?.host === host.toLowerCase();
  return isOwn ? undefined : { status: 403, reason: "Only pages of this server may use this address." };
}

function end(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${reason}\n`);
}
