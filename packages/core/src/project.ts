import { existsSync, realpathSync } from "node:fs";
import path from "node:path";
import { type AppRegistry, createAppRegistry, type InstalledApp } from "./app-registry.ts";
import { contains } from "./containment.ts";
import type { MediarootError } from "./error.ts";
import { coreError } from "./errors.ts";
import { isDirectory } from "./file-status.ts";
import { findSettingsFile, loadSettings } from "./load-settings.ts";
import type { MediaSource } from "./media-file.ts";
import { mediaSources } from "./media-sources.ts";
import { didYouMean } from "./nearest.ts";
import type { Settings } from "./settings.ts";
import { settingsTable } from "./settings-schema.ts";

/** A directory outside MEDIA_URL that is served like media. */
export interface DirectoryMount {
  /** URL prefix without a trailing "/": `/css`. */
  readonly prefix: string;
  /** Absolute. */
  readonly directory: string;
}

/** What serves media needs to know: plain data, so that it crosses process borders. */
export interface MediaSite {
  /** `/media/`, or an absolute URL: then media is served elsewhere. */
  readonly mediaUrl: string;
  readonly adminMediaPrefix: string | undefined;
  /** In order of precedence. */
  readonly sources: readonly MediaSource[];
  /** MEDIA_IGNORE. */
  readonly ignore: readonly string[];
  readonly mounts: readonly DirectoryMount[];
  /** ALLOWED_HOSTS. */
  readonly hosts: readonly string[];
  /** MEDIA_INDEXES. */
  readonly indexes: boolean;
  readonly debug: boolean;
}

/** A project: one immutable snapshot of its settings and installed apps. No app's code has run. */
export interface Project extends MediaSite {
  /** The project root, absolute. */
  readonly root: string;
  readonly settingsFile: string;
  readonly settings: Settings;
  /** MEDIA_ROOT, absolute. */
  readonly mediaRoot: string;
  readonly registry: AppRegistry;
}

/** Where to look for the settings file. */
export interface LoadProjectOptions {
  /** Where the command runs. Default: the current directory. */
  readonly directory?: string;
  /** A settings file, relative to `directory`: `--settings`, or MEDIAROOT_SETTINGS. */
  readonly settings?: string | undefined;
}

/**
 * Loads a project: its settings file, checked, and its installed apps, found on disk.
 *
 * @throws SETTINGS_NOT_FOUND, SETTINGS_THREW, SETTINGS_SYNTAX, SETTINGS_NO_EXPORT; a fault of the settings by its own code
 *   (SETTING_INVALID, SETTING_UNKNOWN, APP_NOT_FOUND, LABEL_INVALID, LABEL_CLASH, MEDIA_OVERLAP), several as SETTINGS_INVALID
 */
export async function loadProject(options: LoadProjectOptions = {}): Promise<Project> {
  const settingsFile = findSettingsFile(options.directory ?? ".", options.settings);
  const parsed = await loadSettings(settingsFile);
  if ("faults" in parsed) throw settingsError(settingsFile, parsed.faults);
  const { settings } = parsed;
  const root = path.resolve(path.dirname(settingsFile), settings.ROOT ?? ".");
  const { registry, faults } = createAppRegistry(settings.INSTALLED_APPS, root);
  const mediaRoot = path.resolve(root, settings.MEDIA_ROOT);
  const all = [
    ...rootFaults(settings, root),
    ...faults,
    ...crossFaults(settings, registry, faults.length > 0),
    ...overlaps(mediaRoot, registry.apps),
  ];
  if (all.length > 0) throw settingsError(settingsFile, all);
  return {
    root,
    settingsFile,
    settings,
    mediaRoot,
    registry,
    mediaUrl: settings.MEDIA_URL,
    adminMediaPrefix: settings.ADMIN_MEDIA_PREFIX,
    sources: mediaSources(mediaRoot, registry.apps),
    ignore: settings.MEDIA_IGNORE,
    mounts: mountsOf(settings, root),
    hosts: settings.ALLOWED_HOSTS,
    indexes: settings.MEDIA_INDEXES,
    debug: settings.DEBUG,
  };
}

function settingsError(file: string, faults: readonly MediarootError[]): MediarootError {
  const [only, ...others] = faults;
  if (only !== undefined && others.length === 0) return only;
  return coreError("SETTINGS_INVALID", { file, faults });
}

function rootFaults({ ROOT }: Settings, root: string): readonly MediarootError[] {
  if (isDirectory(root)) return [];
  const { expected, write } = settingsTable.ROOT;
  return [coreError("SETTING_INVALID", { key: "ROOT", expected, found: ROOT, write })];
}

/** Faults that only several settings together show. */
function crossFaults(settings: Settings, registry: AppRegistry, incomplete: boolean): readonly MediarootError[] {
  return [...urlFaults(settings, registry, incomplete), ...prefixFaults(settings)];
}

function urlFaults(settings: Settings, registry: AppRegistry, incomplete: boolean): readonly MediarootError[] {
  const labels = registry.apps.map(({ label }) => label);
  return Object.entries(settings.URLS)
    .filter(([, label]) => !registry.has(label) && !incomplete)
    .map(([prefix, label]) =>
      coreError("SETTING_INVALID", {
        key: `URLS[${JSON.stringify(prefix)}]`,
        expected: "the label of an installed app",
        found: label,
        write: `The labels are: ${labels.join(", ") || "none"}.${didYouMean(label, labels)}`,
      }),
    );
}

function prefixFaults(settings: Settings): readonly MediarootError[] {
  const { MEDIA_URL, ADMIN_MEDIA_PREFIX, URLS, MOUNTS } = settings;
  const under = (prefix: string): boolean => withSlash(prefix).startsWith(MEDIA_URL);
  const fault = (key: string, found: string, write: string): MediarootError =>
    coreError("SETTING_INVALID", { key, expected: `a prefix apart from MEDIA_URL (${MEDIA_URL})`, found, write });
  const claimed = [
    ...Object.keys(URLS).map((url) => ["URLS", url] as const),
    ...Object.keys(MOUNTS).map((url) => ["MOUNTS", url] as const),
  ]
    .filter(([, prefix]) => under(prefix))
    .map(([key, prefix]) => fault(key, prefix, "Move it to another prefix: media is served there."));
  if (ADMIN_MEDIA_PREFIX === undefined) return claimed;
  if (!under(ADMIN_MEDIA_PREFIX) && !MEDIA_URL.startsWith(ADMIN_MEDIA_PREFIX)) return claimed;
  const write = `Remove it: admin's media is at ${MEDIA_URL}admin/.`;
  return [...claimed, fault("ADMIN_MEDIA_PREFIX", ADMIN_MEDIA_PREFIX, write)];
}

function overlaps(mediaRoot: string, apps: readonly InstalledApp[]): readonly MediarootError[] {
  const root = realPathOf(mediaRoot);
  return apps
    .filter(({ mediaDirectory }) => {
      const media = realPathOf(mediaDirectory);
      return contains(root, media) || contains(media, root);
    })
    .map(({ label, mediaDirectory: media }) => coreError("MEDIA_OVERLAP", { mediaRoot, label, media }));
}

/** The real path of what may not be there yet: that of its nearest ancestor that is. */
function realPathOf(target: string): string {
  if (existsSync(target)) return realpathSync.native(target);
  const parent = path.dirname(target);
  // A Windows drive that is not there has no parent.
  return parent === target ? target : path.join(realPathOf(parent), path.basename(target));
}

function mountsOf(settings: Settings, root: string): readonly DirectoryMount[] {
  return Object.entries(settings.MOUNTS).map(([prefix, directory]) => ({
    prefix: prefix.replace(/\/$/, ""),
    directory: path.resolve(root, directory),
  }));
}

function withSlash(prefix: string): string {
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}
