import { realpathSync } from "node:fs";
import path from "node:path";
import type { InstalledAppEntry, InstalledAppOptions, TemplatesConfig } from "./app-config.ts";
import { appLabel, isDottedPath } from "./app-label.ts";
import { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { contains } from "../disk/containment.ts";
import { isDirectory } from "../disk/file-status.ts";
import { isPath, packageCandidates } from "./import-path.ts";
import { didYouMean } from "../nearest.ts";
import { missingAppFix } from "./missing-app-fix.ts";

/** An app of INSTALLED_APPS, found on disk. Plain data; no code of the app has run. */
export interface InstalledApp {
  readonly label: string;
  /** The import path, as in INSTALLED_APPS. */
  readonly name: string;
  /** The app's real directory (links resolved). */
  readonly directory: string;
  /** Absolute; need not exist. */
  readonly mediaDirectory: string;
  /**
   * The media directory below the path at which the app was found, links kept: `node_modules/katex/dist`, where pnpm has a link to
   * the installed version.
   */
  readonly mediaLocation: string;
  /** Whether INSTALLED_APPS names the media directory. */
  readonly namesMedia: boolean;
  /** The `templates` of the entry in INSTALLED_APPS. It wins over those of the app's `app.ts`. */
  readonly templates: TemplatesConfig;
}

/** The installed apps, in the order of INSTALLED_APPS. */
export interface AppRegistry {
  readonly apps: readonly InstalledApp[];
  /**
   * @param label matched exactly
   * @throws APP_UNKNOWN with the nearest labels
   */
  get(label: string): InstalledApp;
  has(label: string): boolean;
}

/**
 * Finds the directories of INSTALLED_APPS. Faults are collected, not thrown, so that all are reported at once.
 *
 * @param entries INSTALLED_APPS
 * @param root the project root, absolute
 * @param onLookup called with each path where an app is looked for
 */
export function createAppRegistry(
  entries: readonly InstalledAppEntry[],
  root: string,
  onLookup: (path: string) => void = () => {},
): { readonly registry: AppRegistry; readonly faults: readonly MediarootError[] } {
  const apps = new Map<string, InstalledApp>();
  const faults: MediarootError[] = [];
  for (const entry of entries) {
    const app = collect(faults, () =>
      installedApp(typeof entry === "string" ? { name: entry } : entry, { root, onLookup }),
    );
    if (app === undefined) continue;
    const clash = apps.get(app.label.toLowerCase());
    if (clash === undefined) apps.set(app.label.toLowerCase(), app);
    else faults.push(coreError("LABEL_CLASH", { label: app.label, first: clash.name, second: app.name }));
  }
  return { registry: registryOf([...apps.values()]), faults };
}

function registryOf(apps: readonly InstalledApp[]): AppRegistry {
  const byLabel = new Map(apps.map((app) => [app.label, app]));
  return {
    apps,
    has: (label) => byLabel.has(label),
    get(label) {
      const app = byLabel.get(label);
      if (app !== undefined) return app;
      const labels = [...byLabel.keys()];
      throw coreError("APP_UNKNOWN", { label, labels, near: didYouMean(label, labels) });
    },
  };
}

function collect<Value>(faults: MediarootError[], make: () => Value): Value | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof MediarootError)) throw error;
    faults.push(error);
    return undefined;
  }
}

interface Lookup {
  readonly root: string;
  readonly onLookup: (path: string) => void;
}

function installedApp(entry: InstalledAppOptions, lookup: Lookup): InstalledApp {
  const { directory, location, isPackage } = resolveApp(entry.name, lookup);
  if (entry.label === undefined && isPackage && isDottedPath(entry.name)) {
    throw coreError("LABEL_INVALID", { label: entry.name, name: entry.name });
  }
  const templates = typeof entry.templates === "string" ? { dir: entry.templates } : (entry.templates ?? {});
  return {
    label: entry.label ?? appLabel(entry.name),
    name: entry.name,
    directory,
    mediaDirectory: path.resolve(directory, entry.media ?? "media"),
    mediaLocation: path.resolve(location, entry.media ?? "media"),
    namesMedia: entry.media !== undefined,
    templates,
  };
}

/**
 * The real directory of an import path. A path is relative to the project root. A package is looked for where Node looks
 * (https://nodejs.org/api/modules.html#loading-from-node_modules-folders). A dotted path that is not a package names folders below
 * the root.
 */
function resolveApp(
  name: string,
  { root, onLookup }: Lookup,
): { readonly directory: string; readonly location: string; readonly isPackage: boolean } {
  const asPath = isPath(name);
  const packages = asPath ? [] : packageCandidates(name, root);
  const paths = asPath ? [path.resolve(root, name)] : isDottedPath(name) ? [path.join(root, ...name.split("."))] : [];
  const tried = [...packages, ...paths];
  const found = tried.find((candidate) => {
    onLookup(candidate);
    return isDirectory(candidate);
  });
  if (found === undefined) throw coreError("APP_NOT_FOUND", { name, tried, fix: missingAppFix(name, root) });
  const isPackage = packages.includes(found);
  const base = isPackage ? found.slice(0, -name.length) : root;
  return { directory: realpathSync(found), location: locationIn(base, found), isPackage };
}

/** The base is resolved, as a project may be reached by a link (`current`); links below it are kept. */
function locationIn(base: string, found: string): string {
  return contains(base, found) ? path.join(realpathSync(base), path.relative(base, found)) : found;
}
