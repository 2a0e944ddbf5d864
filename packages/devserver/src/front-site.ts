import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestEvent } from "./front-event.ts";
import type { createMediaHandler, MediaAnswer } from "./media-handler.ts";
import { refuseHost } from "./host-check.ts";
import type { ProjectReport } from "./worker-link.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The last project that loaded, and what serves its media. A newer one that fails to load leaves it as it is. */
export interface FrontSite {
  /** Undefined until the first project has loaded. */
  readonly current: () => LoadedSite | undefined;
  /** Settled when the first project has loaded. */
  readonly first: Promise<LoadedSite>;
  /** Takes over a project that a worker has loaded. */
  set(project: ProjectReport): void;
}

/** A project with its media wrapped around the application. */
export interface LoadedSite {
  readonly project: ProjectReport;
  readonly listener: Listener;
  /** @returns why a Host header is refused */
  readonly refuses: (host: string | undefined) => string | undefined;
  readonly invalidate: () => void;
}

/** The media route is loaded when the port is held, while the first worker loads the project. */
export async function loadMedia(): Promise<typeof createMediaHandler> {
  return (await import("./media-handler.ts")).createMediaHandler;
}

/**
 * Creates it without a project.
 *
 * @param application what media is wrapped around
 * @param onRequest told of each media answer
 */
export function createFrontSite(application: Listener, onRequest: (event: RequestEvent) => void): FrontSite {
  const first = Promise.withResolvers<LoadedSite>();
  const onAnswer = ({ source, ...answer }: MediaAnswer): void =>
    onRequest({ kind: "request", ...answer, source: source && (source.kind === "app" ? source.label : source.kind) });
  let current: LoadedSite | undefined;
  let latest: ProjectReport | undefined;
  const apply = async (project: ProjectReport): Promise<void> => {
    const create = await loadMedia();
    if (latest !== project) return;
    const handler = create(project.site, { onAnswer, development: true });
    const listener: Listener = (request, response) => {
      if (!handler.handle(request, response)) application(request, response);
    };
    const refuses = (host: string | undefined): string | undefined => refuseHost(host, project.site.hosts);
    current = { project, listener, refuses, invalidate: () => handler.invalidate() };
    first.resolve(current);
  };
  return {
    current: () => current,
    first: first.promise,
    set(project) {
      latest = project;
      if (JSON.stringify(project) !== JSON.stringify(current?.project)) void apply(project);
    },
  };
}
