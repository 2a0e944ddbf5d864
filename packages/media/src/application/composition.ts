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

/** What can be mounted: a directory (absolute, a file URL, or relative to the project root), or an application. */
export type MountTarget = string | URL | NodeApplication;

/** Media, an application, and what is mounted beside it: each request goes to one of them. */
export interface Composition {
  readonly media: MediaHandler;
  /** @throws MOUNT_REFUSED, APPLICATION_UNUSABLE */
  mount(prefix: string, target: MountTarget): void;
  request(request: IncomingMessage, response: ServerResponse): void;
  /** False: nobody takes it, and nothing was touched. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Whether any of the applications ever takes upgrades. */
  takesUpgrades(): boolean;
  /** Starts the applications. */
  ready(): Promise<unknown>;
  /** Ends what the applications hold open. */
  close(): Promise<unknown>;
}

/** How to answer. */
export interface FullAppOptions extends MediaHandlerOptions {
  /** More header lines for the 500 that answers when an application fails: name, value, name, value. Default: none. */
  readonly failureHeaders?: ((error: unknown) => readonly string[]) | undefined;
}

/** Creates it without mounts beside the site's own. */
export function createComposition(app: NodeApplication, site: MountableSite, options: FullAppOptions): Composition {
  const { log = logToStderr, development = site.debug, failureHeaders = () => [], ...more } = options;
  const media = createMediaHandler(site, { ...more, log, development });
  const callerOf = (application: NodeApplication): ApplicationCaller =>
    createApplicationCaller(applicationOf(application), { log, development, failureHeaders });
  const main = callerOf(app);
  const prefixes = createMountPrefixes(site);
  const mounted = createPrefixTable<ApplicationCaller>();
  const all = (): readonly ApplicationCaller[] => [main, ...mounted.values()];
  const choose = ({ url = "" }: IncomingMessage): Chosen | undefined =>
    mounted.isEmpty() ? undefined : chooseMounted(url, mounted, media);
  return {
    media,
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
    request(request, response) {
      const chosen = choose(request);
      if (chosen === undefined && media.handle(request, response)) return;
      const refusal = refuseTwoHosts(request);
      if (refusal !== undefined) sendRefusal({ request, response }, refusal, development);
      else if (chosen === undefined) main.request(request, response);
      else chosen.caller.request(enter(request, chosen), response);
    },
    upgrade(request, socket, head) {
      const chosen = choose(request);
      if (chosen !== undefined) return upgradeMounted(chosen, request, { socket, head });
      const isMedia = media.depthOf(parseTarget(request.url ?? "")) > 0;
      return !isMedia && (main.upgrade?.(request, socket, head) ?? false);
    },
    takesUpgrades: () => all().some(({ upgrade }) => upgrade !== undefined),
    ready: () => Promise.all(all().map((caller) => caller.ready())),
    close: () => Promise.all(all().map((caller) => caller.close())),
  };
}

/** An upgrade that the mounted application leaves alone keeps its URL. */
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

/** A mounted application, and the URL as it sees it: without the prefix. */
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

/** Cuts the URL of a request as Connect does, keeping the whole one, which a mount around this one may have kept already. */
function enter(request: IncomingMessage & { readonly originalUrl?: string }, { url }: Chosen): IncomingMessage {
  return Object.assign(request, { originalUrl: request.originalUrl ?? request.url, url });
}
