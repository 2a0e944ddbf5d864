import path from "node:path";
import { type AppRegistry, createAppRegistry } from "../apps/app-registry.ts";
import { isApplicationMount } from "../settings/application-name.ts";
import type { MediarootError } from "../error.ts";
import { coreError } from "../errors.ts";
import { environmentFile, loadEnvironment } from "../settings/load-environment.ts";
import { findSettingsFile, loadSettings } from "../settings/load-settings.ts";
import type { ApplicationMount, MediaSite } from "./media-site.ts";
import { mediaSources } from "./media-sources.ts";
import { projectFaults } from "./project-faults.ts";
import { type ParsedSettings, parseSettings } from "../settings/parse-settings.ts";
import { isBucketUrl } from "../settings/s3-settings.ts";
import type { Settings, SettingsInput } from "../settings/settings.ts";

/** A project: an immutable snapshot of its settings and installed apps. No code of an app has run. */
export interface Project extends MediaSite {
  /** The project root, absolute. */
  readonly root: string;
  /** Absolute. */
  readonly settingsFile: string;
  /** The settings, with their defaults filled in. */
  readonly settings: Settings;
  /** MEDIA_ROOT, absolute. */
  readonly mediaRoot: string;
  /** The installed apps. */
  readonly registry: AppRegistry;
  readonly applicationMounts: readonly ApplicationMount[];
}

/** Options of `loadProject`. */
export interface LoadProjectOptions {
  /**
   * The directory in which to look for the settings file.
   *
   * @default "."
   */
  readonly directory?: string;
  /**
   * The settings file, relative to `directory`.
   *
   * @default `settings.{ts,mts,js,mjs}` there
   */
  readonly settings?: string | undefined;
  /**
   * How long the settings file may run, in seconds.
   *
   * @default 30
   */
  readonly patience?: number | undefined;
  /** Called with each path where an app is looked for. The dev server tracks them: an app may appear there later. */
  readonly onLookup?: ((path: string) => void) | undefined;
}

/**
 * Loads a project: reads `.env` beside the settings file into the environment (variables that are set already keep their
 * values), runs and checks the settings file, and finds the installed apps on disk. A settings file runs once in a process, as
 * every module does: to see new settings, start a new process.
 *
 * @throws SETTINGS_NOT_FOUND, ENVIRONMENT_UNREADABLE, SETTINGS_UNREADABLE, SETTINGS_THREW, SETTINGS_SYNTAX, SETTINGS_UNFINISHED, SETTINGS_NO_EXPORT; a fault of the settings by its own code
 *   (SETTING_INVALID, SETTING_UNKNOWN, APP_NOT_FOUND, LABEL_INVALID, LABEL_CLASH, MEDIA_OVERLAP), several as SETTINGS_INVALID
 * @example const project = await loadProject({ directory: import.meta.dirname });
 */
export async function loadProject(options: LoadProjectOptions = {}): Promise<Project> {
  const settingsFile = findSettingsFile(options.directory ?? ".", options.settings);
  loadEnvironment(environmentFile(settingsFile));
  const parsed = await loadSettings(settingsFile, options.patience ?? 30);
  return projectOf(parsed, { settingsFile, onLookup: options.onLookup });
}

/** Where settings come from. */
export interface SettingsSource {
  /** Absolute; need not exist. Its directory is the project root, unless ROOT says otherwise. */
  readonly settingsFile: string;
  /** Called with each path where an app is looked for. */
  readonly onLookup?: ((path: string) => void) | undefined;
}

/**
 * Creates a project from settings that are in no file.
 *
 * @throws the faults of the settings, as `loadProject` does
 */
export function createProject(settings: SettingsInput, source: SettingsSource): Project {
  return projectOf(parseSettings(settings), source);
}

function projectOf(parsed: ParsedSettings, { settingsFile, onLookup }: SettingsSource): Project {
  if ("faults" in parsed) throw settingsError(settingsFile, parsed.faults);
  const { settings } = parsed;
  const root = path.resolve(path.dirname(settingsFile), settings.ROOT ?? ".");
  const { registry, faults } = createAppRegistry(settings.INSTALLED_APPS, root, onLookup);
  const mediaRoot = path.resolve(root, settings.MEDIA_ROOT);
  const resolved = { settings, settingsFile, registry, root, mediaRoot };
  const all = [...faults, ...projectFaults(resolved, faults.length === 0)];
  if (all.length > 0) throw settingsError(settingsFile, all);
  return {
    ...resolved,
    mediaUrl: settings.MEDIA_URL,
    adminMediaPrefix: settings.ADMIN_MEDIA_PREFIX,
    sources: mediaSources(mediaRoot, registry.apps),
    ignore: settings.MEDIA_IGNORE,
    ...mountsOf(settings, root),
    hosts: settings.ALLOWED_HOSTS,
    indexes: settings.MEDIA_INDEXES,
    debug: settings.DEBUG,
    publication: publicationOf(settings, root),
  };
}

function settingsError(file: string, faults: readonly MediarootError[]): MediarootError {
  const [only, ...others] = faults;
  if (only !== undefined && others.length === 0) return only;
  return coreError("SETTINGS_INVALID", { file, faults });
}

/** In place there is nothing but MEDIA_ROOT, which is a source itself. A bucket is served from where it is. */
function publicationOf({ SYNCMEDIA: { TARGET }, MEDIA_ROOT }: Settings, root: string): string | undefined {
  const directory = TARGET === undefined || isBucketUrl(TARGET) ? undefined : path.resolve(root, TARGET);
  return directory === path.resolve(root, MEDIA_ROOT) ? undefined : directory;
}

function mountsOf({ MOUNTS, APPLICATIONS }: Settings, root: string): Pick<Project, "mounts" | "applicationMounts"> {
  const isApplication = ({ value }: { readonly value: string }): boolean => isApplicationMount(value, APPLICATIONS);
  const mounts = Object.entries(MOUNTS).map(([url, value]) => ({ prefix: url.replace(/\/$/, ""), value }));
  return {
    mounts: mounts
      .filter((mount) => !isApplication(mount))
      .map(({ prefix, value }) => ({ prefix, directory: path.resolve(root, value) })),
    applicationMounts: mounts.filter(isApplication).map(({ prefix, value }) => ({ prefix, application: value })),
  };
}
