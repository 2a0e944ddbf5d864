import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** @returns whether a file is the user's own code: no package's, unless that package is an installed app */
export function isUserCode(file: string, appDirectories: readonly string[]): boolean {
  const app = appDirectories.find((directory) => file.startsWith(directory + path.sep));
  return !file.slice(app?.length ?? 0).includes(`${path.sep}node_modules${path.sep}`);
}

/** Whom tracking tells; files are absolute paths. */
export interface SourceListener {
  /** A module file is about to be read, imported or required; `runsAtOnce` when it will run as soon as it has been read. */
  readonly onRead: (file: string, runsAtOnce: boolean) => void;
  /** A file or a package was looked for there in vain. */
  readonly onMissed: (file: string) => void;
  /** A module was resolved for another one. */
  readonly onResolved: (url: string, parentUrl: string) => void;
}

/**
 * Tells of the modules of this process from now on. A file is read after it has been resolved; a hook that sees the reading
 * itself would make Node 22 run CommonJS with a loader of its own, which fails at circles such as Express has.
 */
export function trackSources({ onRead, onMissed, onResolved }: SourceListener): void {
  const read = new Set<string>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        const resolved = nextResolve(specifier, context);
        const { url, format } = resolved;
        if (context.parentURL !== undefined) onResolved(url, context.parentURL);
        if (url.startsWith("file:") && !read.has(url)) onRead(fileURLToPath(url), !format?.startsWith("module"));
        read.add(url);
        return resolved;
      } catch (error) {
        for (const file of missedFiles(specifier, context.parentURL, error)) onMissed(file);
        throw error;
      }
    },
  });
}

/** The places that will hold what an import names, once it is mended: the file itself, or a package. */
function missedFiles(specifier: string, parentUrl: string | undefined, error: unknown): readonly string[] {
  const url: unknown = error instanceof Error ? Reflect.get(error, "url") : undefined;
  if (typeof url === "string" && url.startsWith("file:")) return [fileURLToPath(url)];
  if (parentUrl === undefined || !parentUrl.startsWith("file:") || specifier.startsWith(".")) return [];
  const folders = createRequire(parentUrl).resolve.paths(specifier) ?? [];
  return folders.map((folder) => path.join(folder, specifier));
}
