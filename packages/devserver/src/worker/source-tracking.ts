import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @param own the project root and the directories of the apps
 * @returns whether a file is the user's code: outside packages, unless an app is one, and outside the directories with dotted
 * names in which frameworks build (`.next`)
 */
export function isUserCode(file: string, own: readonly string[]): boolean {
  const around = own.filter((directory) => file.startsWith(directory + path.sep));
  const nearest = Math.max(0, ...around.map(({ length }) => length));
  const folders = path.dirname(file.slice(nearest)).split(path.sep);
  return !folders.includes("node_modules") && !(nearest > 0 && folders.some((name) => /^\.[^.]/.test(name)));
}

/** The modules that are the user's code, as `isUserCode` decides. */
export interface OwnCode {
  /** Adds the project root, and the directories of its apps. */
  readonly add: (directories: readonly string[]) => void;
  readonly has: (url: string) => boolean;
}

/** Remembers each answer: the modules of a library import each other some thousand times. */
export function createOwnCode(): OwnCode {
  let own: readonly string[] = [];
  const answers = new Map<string, boolean>();
  return {
    add(directories) {
      own = [...own, ...directories];
      answers.clear();
    },
    has(url) {
      const known = answers.get(url);
      if (known !== undefined) return known;
      const answer = url.startsWith("file:") && isUserCode(fileURLToPath(url), own);
      answers.set(url, answer);
      return answer;
    },
  };
}

/** Callbacks of tracking. */
export interface SourceListener {
  /** A module is about to be read; `runsAtOnce` if its code runs as soon as it has been read (CommonJS). */
  readonly onRead: (url: string, runsAtOnce: boolean) => void;
  /** An import found nothing at this path, which is absolute. */
  readonly onMissed: (file: string) => void;
  /** A module has imported another one. */
  readonly onResolved: (url: string, parentUrl: string) => void;
}

/**
 * Tracks the modules that this process imports from now on. It hooks into resolving, which comes before reading: with a load
 * hook Node 22 would run CommonJS by another loader, which fails at circular imports such as Express has.
 */
export function trackSources({ onRead, onMissed, onResolved }: SourceListener): void {
  const read = new Set<string>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        const resolved = nextResolve(specifier, context);
        const { url, format } = resolved;
        if (context.parentURL !== undefined) onResolved(url, context.parentURL);
        if (!read.has(url)) onRead(url, !format?.startsWith("module"));
        read.add(url);
        return resolved;
      } catch (error) {
        for (const file of missedFiles(specifier, context.parentURL, error)) onMissed(file);
        throw error;
      }
    },
  });
}

/** The paths at which a failed import may succeed later: the file, or the package in each `node_modules`. */
function missedFiles(specifier: string, parentUrl: string | undefined, error: unknown): readonly string[] {
  const url: unknown = error instanceof Error ? Reflect.get(error, "url") : undefined;
  if (typeof url === "string" && url.startsWith("file:")) return [fileURLToPath(url)];
  if (parentUrl === undefined || !parentUrl.startsWith("file:") || specifier.startsWith(".")) return [];
  const folders = createRequire(parentUrl).resolve.paths(specifier) ?? [];
  return folders.map((folder) => path.join(folder, specifier));
}
