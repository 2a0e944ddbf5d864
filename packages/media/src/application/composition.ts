import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { applicationOf, type NodeApplication } from "./node-application.ts";
import { type ApplicationCaller, createApplicationCaller } from "./call-application.ts";
import { createMediaHandler, type MediaHandler } from "../route/media-handler.ts";
import type { MediaHandlerOptions } from "../route/media-handler-options.ts";
import { createMountPrefixes, type MountableSite } from "./mounts.ts";
import { logToStderr } from "../log.ts";
import { refuseTwoHosts } from "../http/host-check.ts";
import { createPrefixTable, type PrefixTable } from "../http/prefix-table.ts";
import { parseTarget } from "../http/request-target.ts";
import { sendRefusal } from "../http/send-answer.ts";

/** A directory (absolute, a file URL, or relative to the project root), or an application. */
export type MountTarget = string | URL | NodeApplication;

/** Media, an application, and applications that are mounted beside it. Each request goes to one of them. */
export interface Composition {
  readonly media: MediaHandler;
  /** @throws MOUNT_REFUSED, APPLICATION_UNUSABLE */
  mount(prefix: string, target: MountTarget): void;
  request(request: IncomingMessage, response: ServerResponse): void;
  /** @returns false if no application takes the upgrade, which is then untouched */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Whether any of the applications takes upgrades. */
  takesUpgrades(): boolean;
  /** Starts the applications. */
  ready(): Promise<unknown>;
  /** Closes the applications. */
  close(): Promise<unknown>;
}

/** The options of `addMediaToApp`. */
export interface FullAppOptions extends MediaHandlerOptions {
  /**
   * Gives header lines (name, value, name, value, ...) for the 500 that is sent when an application throws.
   *
   * @default none
   * @example
   * failureHeaders: () => ["Retry-After", "10"],
   */
  readonly failureHeaders?: ((error: unknown) => readonly string[]) | undefined;
}

/** Creates a composition with the mounts of the site. */
export function createComposition(app: NodeApplication, site: MountableSite, options: FullAppOptions): Composition {
  const { log = logToStderr, development = site.debug, failureHeaders = () => [], ...more } = options;
  const media = createMediaHandler(site, { ...more, log, development });
  const callerOf = (application: NodeApplication): ApplicationCaller =>
    createApplicationCaller(applicationOf(application), { log, development, failureHeaders });
  const main = callerOf(app);
  const mounted = createMounted(site, media, callerOf);
  const all = (): readonly ApplicationCaller[] => [main, ...mounted.values()];
  return {
    media,
    mount: mounted.mount,
    request(request, response) {
      const chosen = mounted.choose(request);
      if (chosen === undefined && media.handle(request, response)) return;
      const refusal = refuseTwoHosts(request);
      if (refusal !== undefined) sendRefusal({ request, response }, refusal, development);
      else if (chosen === undefined) main.request(request, response);
      else chosen.caller.request(enter(request, chosen), response);
    },
    upgrade(request, socket, head) {
      const chosen = mounted.choose(request);
      if (chosen !== undefined) return upgradeMounted(chosen, request, { socket, head });
      const isMedia = media.depthOf(parseTarget(request.url ?? "")) > 0;
      return !isMedia && (main.upgrade?.(request, socket, head) ?? false);
    },
    takesUpgrades: () => all().some(({ upgrade }) => upgrade !== undefined),
    ready: () => Promise.all(all().map((caller) => caller.ready())),
    close: () => Promise.all(all().map((caller) => caller.close())),
  };
}

interface Mounted {
  readonly mount: Composition["mount"];
  /** @returns the mounted application that a request is for; undefined if it is for the main one */
  choose(request: IncomingMessage): Chosen | undefined;
  values(): readonly ApplicationCaller[];
}

function createMounted(
  site: MountableSite,
  media: MediaHandler,
  callerOf: (application: NodeApplication) => ApplicationCaller,
): Mounted {
  const prefixes = createMountPrefixes(site);
  const mounted = createPrefixTable<ApplicationCaller>();
  return {
    values: () => [...mounted.values()],
    choose: ({ url = "" }) => (mounted.isEmpty() ? undefined : chooseMounted(url, mounted, media)),
    mount(prefix, target) {
      if (typeof target === "string" || target instanceof URL) {
        const directory = directoryOf(target, site);
        prefixes.take(prefix, directory);
        media.mount(prefix, directory);
        return;
      }
      const caller = callerOf(target);
      mounted.set(prefixes.take(prefix), caller);
    },
  };
}

/** If the mounted application does not take the upgrade, the request gets its URL back. */
function upgradeMounted(
  chosen: Chosen,
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): boolean {
  const { url } = request;
  const isTaken = chosen.caller.upgrade?.(enter(request, chosen), socket, head) ?? false;
  if (!isTaken) request.url = url;
  return isTaken;
}

function directoryOf(target: string | URL, { root = "." }: MountableSite): string {
  return path.resolve(root, target instanceof URL ? fileURLToPath(target) : target);
}

/** A mounted application, and the URL without the prefix, as the application sees it. */
interface Chosen {
  readonly caller: ApplicationCaller;
  readonly url: string;
}

function chooseMounted(url: string, mounted: PrefixTable<ApplicationCaller>, media: MediaHandler): Chosen | undefined {
  const target = parseTarget(url);
  const match = target === undefined ? undefined : mounted.match(target.segments);
  if (target === undefined || match === undefined || media.depthOf(target) > match.depth) return undefined;
  return { caller: match.value, url: `/${target.raw.slice(match.depth).join("/")}${target.query}` };
}

/** Removes the prefix from the URL of a request as Connect does. An outer mount may have set `originalUrl` already. */
function enter(request: IncomingMessage & { readonly originalUrl?: string }, { url }: Chosen): IncomingMessage {
  return Object.assign(request, { originalUrl: request.originalUrl ?? request.url, url });
}
