import type { IncomingMessage, ServerResponse } from "node:http";
import type { createFrontAssets } from "./front-assets.ts";
import type { PageChange } from "../live-reload/page-change.ts";
import { RESERVED_PREFIX } from "@mediaroot/core/media";
import { ASSETS_PREFIX, EDITOR_PATH, EVENTS_PATH } from "../link/own-paths.ts";
import { createLiveReload } from "../live-reload/live-reload.ts";
import type { RequestTarget } from "@mediaroot/media/http";

/** What the front answers by itself, whatever the project: live reload, the assets of our own pages, and the way from them into the user's editor. */
export interface FrontEndpoints {
  /** Whether a request is for them, whatever the form or the spelling of its target. */
  takes(target: RequestTarget | undefined): boolean;
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** Sends a change to open pages. */
  send(change: PageChange): void;
}

/**
 * Creates them; what serves the assets is loaded when the first is asked for.
 *
 * @param isLive whether open pages are told what changes
 */
export function createFrontEndpoints(isLive: boolean): FrontEndpoints {
  const reload = isLive ? createLiveReload() : undefined;
  let assets: ReturnType<typeof createFrontAssets> | undefined;
  const answerAsset = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    assets ??= import("./front-assets.ts").then((load) => load.createFrontAssets(ASSETS_PREFIX));
    (await assets)(request, response);
  };
  const answerEditor = async (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    (await import("./editor-endpoint.ts")).answerEditor(request, response);
  return {
    takes: (target) => `/${target?.segments[0]}/` === RESERVED_PREFIX,
    answer(request, response) {
      const [path = ""] = (request.url ?? "").split("?");
      if (path === EVENTS_PATH && reload !== undefined) reload.open(request, response);
      else if (path.startsWith(ASSETS_PREFIX)) answerAsset(request, response).catch(() => end(response, 500));
      else if (path === EDITOR_PATH) answerEditor(request, response).catch(() => response.destroy());
      else end(response, 404);
    },
    send: (change) => reload?.send(change),
  };
}

function end(response: ServerResponse, status: number): void {
  const text = status === 404 ? "Not found\n" : "The assets of the development server cannot be read.\n";
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
