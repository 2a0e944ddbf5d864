import { reasonOf } from "@mediaroot/core/media";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import type { createMediaHandler, AnsweredRequest, Exchange, MediaHandler } from "@mediaroot/media";
import type { RequestEvent } from "./front-event.ts";
import { createHostCheck, type HostCheck, type RequestTarget } from "@mediaroot/media/http";
import { createRequestedPaths, type RequestedPaths } from "../live-reload/requested-paths.ts";
import type { PageTag } from "../live-reload/page-tag.ts";
import { now } from "../live-reload/live-reload.ts";
import type { createSyncedCopies, SyncedCopies } from "../project/synced-copies.ts";
import type { ProjectReport } from "../link/messages.ts";
import { MEDIA_MAP_PATH } from "../link/own-paths.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The last project that loaded, with its media. A later project that fails to load changes nothing. */
export interface FrontSite {
  /** Undefined until the first project has loaded. */
  readonly current: () => LoadedSite | undefined;
  /** Whether a project has loaded and will be current in a moment. */
  readonly isExpected: () => boolean;
  /** Resolves when the first project is current. */
  readonly first: Promise<LoadedSite>;
  /** @returns why a request is refused for the hosts that it names, or undefined. Allows no names before the first project */
  readonly refuses: HostCheck;
  /** The media that has been requested. */
  readonly requested: Pick<RequestedPaths, "has" | "within" | "answeredFrom">;
  /** Makes a project that a worker has loaded the current one. */
  set(project: ProjectReport): void;
}

/** A project with its media wrapped around the application. */
export interface LoadedSite {
  readonly project: ProjectReport;
  /** Answers a request whose hosts have been checked: from media, or by the application. */
  readonly answer: (exchange: Exchange) => void;
  /** Whether a request is for media, not for the application. */
  readonly isMedia: (target: RequestTarget | undefined) => boolean;
  /** The URL paths of a file, whether or not it exists. */
  readonly urlsOf: (file: string) => readonly string[];
  /** @returns the logical path at which a copy of syncmedia is served instead of a file of an app, or undefined */
  readonly copyHiding: (file: string) => string | undefined;
  readonly invalidate: () => void;
}

/** Imports the media route: after the port is taken, while the first worker loads the project. */
export async function importMedia(): Promise<{
  createMediaHandler: typeof createMediaHandler;
  createSyncedCopies: typeof createSyncedCopies;
}> {
  const [media, copies] = await Promise.all([import("@mediaroot/media"), import("../project/synced-copies.ts")]);
  return { createMediaHandler: media.createMediaHandler, createSyncedCopies: copies.createSyncedCopies };
}

/** Inputs and callbacks. */
export interface FrontSiteOptions {
  /** The value of `--host`: a name given there is printed as the address, so it is answered like one of ALLOWED_HOSTS. */
  readonly host: string;
  /** Called for each answer of the media route. */
  readonly onRequest: (event: RequestEvent) => void;
  /** Called with each directory that an answer came from, or would come from if the file were there. */
  readonly onServed: (directory: string) => void;
  /** Called with a line when the fault is the server's (EMFILE, I/O error). */
  readonly onWarning: (line: string) => void;
  /** Reloads listings and 404 pages when something changes; undefined without live reload. */
  readonly tag: PageTag | undefined;
}

/** A module of ours may be missing for a moment while packages are installed: the next start of a worker tries again. */
function warnOfFailure({ onWarning }: FrontSiteOptions): (error: unknown) => void {
  return (error) => onWarning(`The media could not be loaded: ${reasonOf(error)}`);
}

/** @param application the listener that media is wrapped around */
export function createFrontSite(application: Listener, options: FrontSiteOptions): FrontSite {
  const { tag, host } = options;
  const first = Promise.withResolvers<LoadedSite>();
  const requested = createRequestedPaths();
  const onAnswer = (answer: AnsweredRequest): void => reportAnswer(answer, { ...options, requested, copies });
  const hosts = createFrontHosts(host);
  let current: LoadedSite | undefined;
  let copies: SyncedCopies | undefined;
  let latest: ProjectReport | undefined;
  const apply = async (project: ProjectReport): Promise<void> => {
    const load = await importMedia();
    if (latest !== project) return;
    const media = load.createMediaHandler(project.site, {
      development: true,
      onAnswer,
      log: (line) => options.onWarning(line),
      isCopy: (logicalPath) => copies?.has(logicalPath) === true,
      pageScript: tag && (() => tag.render(now())),
      mapUrl: MEDIA_MAP_PATH,
    });
    copies = load.createSyncedCopies(project.site, project.root, media.finder);
    current = { ...loadedSite(project, media, application), copyHiding: copies.hiding };
    hosts.allow(project.site.hosts);
    first.resolve(current);
  };
  return {
    current: () => current,
    isExpected: () => latest !== undefined,
    first: first.promise,
    refuses: hosts.refuses,
    requested,
    set(project) {
      latest = project;
      if (JSON.stringify(project) !== JSON.stringify(current?.project)) apply(project).catch(warnOfFailure(options));
    },
  };
}

interface AnswerReport extends FrontSiteOptions {
  readonly requested: RequestedPaths;
  readonly copies: SyncedCopies | undefined;
}

function reportAnswer(answer: AnsweredRequest, { onServed, onRequest, requested, copies }: AnswerReport): void {
  const { method, url, status, source, path, directories, durationMs } = answer;
  requested.add(url, path);
  for (const directory of directories) onServed(directory);
  // An edit of a file that a copy hides is reported, so its directory is watched too.
  if (source?.kind === "project" && path !== undefined) copies?.directoriesBehind(path).forEach(onServed);
  const name = source && (source.kind === "app" ? source.label : source.kind);
  onRequest({ kind: "request", method, url, status, source: name, durationMs });
}

interface FrontHosts extends Pick<FrontSite, "refuses"> {
  /** Replaces the hosts of the project before. */
  readonly allow: (hosts: readonly string[]) => void;
}

function createFrontHosts(host: string): FrontHosts {
  const names = isIP(host) === 0 ? [host.toLowerCase()] : [];
  let check = createHostCheck(names);
  return {
    refuses: (request) => check(request),
    allow: (hosts) => void (check = createHostCheck([...names, ...hosts])),
  };
}

function loadedSite(
  project: ProjectReport,
  media: MediaHandler,
  application: Listener,
): Omit<LoadedSite, "copyHiding"> {
  return {
    project,
    answer(exchange) {
      if (!media.handleChecked(exchange)) application(exchange.request, exchange.response);
    },
    isMedia: (target) => media.depthOf(target) > 0,
    urlsOf: media.urlsOf,
    invalidate: media.invalidate,
  };
}
