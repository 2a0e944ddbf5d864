import type { IncomingMessage, ServerResponse } from "node:http";
import type { createMediaHandler, MediaAnswer, MediaHandler, ParsedExchange } from "@mediaroot/media";
import type { RequestEvent } from "./front-event.ts";
import { type HostRefusal, refuseRequest, type RequestTarget } from "@mediaroot/media/http";
import { createAskedPaths } from "../live-reload/asked-paths.ts";
import type { ShownPlaces } from "../live-reload/page-change.ts";
import type { PageTag } from "../live-reload/page-tag.ts";
import { now } from "../live-reload/live-reload.ts";
import type { createCopyCheck } from "../project/synced-copies.ts";
import type { ProjectReport } from "../link/messages.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The last project that loaded, and what serves its media. A newer one that fails to load leaves it as it is. */
export interface FrontSite {
  /** Undefined until the first project has loaded. */
  readonly current: () => LoadedSite | undefined;
  /** Whether a project has loaded, though it may not be the current one yet. */
  readonly isExpected: () => boolean;
  /** Settled when the first project has loaded. */
  readonly first: Promise<LoadedSite>;
  /** The media that has been asked for. */
  readonly asked: ShownPlaces["asked"];
  /** Takes over a project that a worker has loaded. */
  set(project: ProjectReport): void;
}

/** A project with its media wrapped around the application. */
export interface LoadedSite {
  readonly project: ProjectReport;
  /** Answers a request whose hosts have been checked: by media, or else by the application. */
  readonly answer: (exchange: ParsedExchange) => void;
  /** @returns why a request is refused for the hosts that it names */
  readonly refuses: (request: IncomingMessage) => HostRefusal | undefined;
  /** Whether a request is media's, not the application's. */
  readonly isMedia: (target: RequestTarget | undefined) => boolean;
  /** The URL paths under which a place on disk is served, or would be. */
  readonly urlsOf: (file: string) => readonly string[];
  readonly invalidate: () => void;
}

/** The media route is loaded when the port is held, while the first worker loads the project. */
export async function loadMedia(): Promise<{
  createMediaHandler: typeof createMediaHandler;
  createCopyCheck: typeof createCopyCheck;
}> {
  const [media, copies] = await Promise.all([import("@mediaroot/media"), import("../project/synced-copies.ts")]);
  return { createMediaHandler: media.createMediaHandler, createCopyCheck: copies.createCopyCheck };
}

/** Callbacks. */
export interface FrontSiteOptions {
  /** Called for each answer of the media route. */
  readonly onRequest: (event: RequestEvent) => void;
  /** Called with each directory that an answer came from, or would come from if the file were there. */
  readonly onServed: (directory: string) => void;
  /** Called with a line when the fault is the server's (EMFILE, I/O error). */
  readonly onWarning: (line: string) => void;
  /** Loads listings and 404 pages anew when something changes; undefined without live reload. */
  readonly tag: PageTag | undefined;
}

/**
 * Creates it without a project.
 *
 * @param application what media is wrapped around
 */
export function createFrontSite(application: Listener, options: FrontSiteOptions): FrontSite {
  const { tag } = options;
  const first = Promise.withResolvers<LoadedSite>();
  const asked = createAskedPaths();
  const onAnswer = ({ method, url, status, source, path, directories, durationMs }: MediaAnswer): void => {
    asked.add(url, path);
    directories.forEach(options.onServed);
    const name = source && (source.kind === "app" ? source.label : source.kind);
    options.onRequest({ kind: "request", method, url, status, source: name, durationMs });
  };
  let current: LoadedSite | undefined;
  let latest: ProjectReport | undefined;
  const apply = async (project: ProjectReport): Promise<void> => {
    const load = await loadMedia();
    if (latest !== project) return;
    const media = load.createMediaHandler(project.site, {
      development: true,
      onAnswer,
      log: (line) => options.onWarning(line),
      isCopy: load.createCopyCheck(project.site, project.root),
      pageScript: tag && (() => tag.render(now())),
    });
    current = loadedSite(project, media, application);
    first.resolve(current);
  };
  return {
    current: () => current,
    isExpected: () => latest !== undefined,
    first: first.promise,
    asked,
    set(project) {
      latest = project;
      if (JSON.stringify(project) !== JSON.stringify(current?.project)) void apply(project);
    },
  };
}

function loadedSite(project: ProjectReport, media: MediaHandler, application: Listener): LoadedSite {
  return {
    project,
    answer(exchange) {
      if (!media.handleChecked(exchange)) application(exchange.request, exchange.response);
    },
    refuses: (request) => refuseRequest(request, project.site.hosts),
    isMedia: (target) => media.depthOf(target) > 0,
    urlsOf: media.urlsOf,
    invalidate: media.invalidate,
  };
}
