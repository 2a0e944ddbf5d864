import type { InstalledAppEntry } from "../apps/app-config.ts";
import type { S3Settings } from "./s3-settings.ts";
import type { SyncmediaSettings } from "./syncmedia-settings.ts";
import type { TemplatesSettings } from "./templates-settings.ts";

/** The findings of `devserver check` that are not reported. */
export interface ChecksSettings {
  /**
   * Findings by id (`media.W003`), by id and a glob pattern of paths below the project root or logical paths
   * (`media.W003:media/blog/**`), or by package (`reveal.js@6.0.2`).
   *
   * @default []
   */
  readonly SILENCE: readonly string[];
}

/** All settings, with their defaults filled in. Paths are as written, relative to the project root. */
export interface Settings {
  /**
   * Whether the application shows error details, reads templates anew for each page, and may do without SECRET_KEY and
   * ALLOWED_HOSTS.
   *
   * @default false
   */
  readonly DEBUG: boolean;
  /**
   * A secret for apps that sign cookies or tokens. Required with DEBUG off.
   *
   * @default none
   */
  readonly SECRET_KEY: string | undefined;
  /**
   * The host names that the site answers to. Required with DEBUG off. `.example.com` includes subdomains, `*` is any host.
   *
   * @default []
   */
  readonly ALLOWED_HOSTS: readonly string[];
  /**
   * The installed apps. Where two have the same template, the earlier wins.
   *
   * @default []
   */
  readonly INSTALLED_APPS: readonly InstalledAppEntry[];
  /**
   * The URL prefix of media, or an absolute URL (of a CDN). Ends with "/".
   *
   * @default "/media/"
   */
  readonly MEDIA_URL: string;
  /**
   * The directory of overrides and uploads. Its files win over the apps' media.
   *
   * @default "media"
   */
  readonly MEDIA_ROOT: string;
  /**
   * Glob patterns of names that are never served, listed or synced, besides `.*` (but `.well-known`), `*~` and `CVS`.
   *
   * @default []
   */
  readonly MEDIA_IGNORE: readonly string[];
  /**
   * Whether directories under MEDIA_URL are listed.
   *
   * @default in development only
   */
  readonly MEDIA_INDEXES: boolean | undefined;
  /**
   * The setting that Django removed. Requests under it are answered as MEDIA_URL + `admin/`.
   *
   * @default none
   */
  readonly ADMIN_MEDIA_PREFIX: string | undefined;
  /**
   * URL prefixes, each with the label of the app whose routes are mounted there.
   *
   * @default {}
   */
  readonly URLS: Readonly<Record<string, string>>;
  readonly TEMPLATES: TemplatesSettings;
  /**
   * The file of a Fastify plugin that is registered for all apps, before them, relative to the project root.
   *
   * @default none
   */
  readonly SETUP: string | undefined;
  /**
   * URL prefixes, each with a directory or an application.
   *
   * @default {}
   */
  readonly MOUNTS: Readonly<Record<string, string>>;
  /**
   * The application that answers instead of the apps' own routes; see docs/composition.md.
   *
   * @default none
   */
  readonly APPLICATION: string | undefined;
  /**
   * Names for applications.
   *
   * @default {}
   */
  readonly APPLICATIONS: Readonly<Record<string, string>>;
  readonly SYNCMEDIA: SyncmediaSettings;
  /**
   * The file with the URLs of content-named files, relative to the project root. `syncmedia` writes it, and templates read it with
   * DEBUG off.
   *
   * @default "media-manifest.json"
   */
  readonly MEDIA_MANIFEST: string;
  /**
   * Whether the tags of media declarations have the `integrity` that the manifest names, where MEDIA_URL is on another origin: a
   * browser then refuses files with other bytes.
   *
   * @default false
   */
  readonly MEDIA_INTEGRITY: boolean;
  /** The findings that `devserver check` leaves out. */
  readonly CHECKS: ChecksSettings;
  /**
   * The project root, relative to the settings file.
   *
   * @default the directory of the settings file
   */
  readonly ROOT: string | undefined;
}

type Optional<Group> = { readonly [Key in keyof Group]?: Group[Key] | undefined };

type SyncmediaInput = Optional<Omit<SyncmediaSettings, "KEEP" | "S3">> & {
  readonly KEEP?: Optional<SyncmediaSettings["KEEP"]> | undefined;
  readonly S3?: Optional<S3Settings> | undefined;
};

/** The default export of a settings file. A key that is undefined, as a variable of `process.env` may be, gets its default. */
export type SettingsInput = Optional<Omit<Settings, "TEMPLATES" | "SYNCMEDIA" | "CHECKS">> & {
  readonly CHECKS?: Optional<ChecksSettings> | undefined;
  readonly TEMPLATES?: Optional<TemplatesSettings> | undefined;
  readonly SYNCMEDIA?: SyncmediaInput | undefined;
};

/**
 * Declares the settings of a project: the default export of its settings file. Returns its argument, with its type.
 *
 * @param settings any of the settings; see docs/settings.md
 * @example
 * export default defineSettings({
 *   INSTALLED_APPS: ["./contrib/admin", "./blog"],
 *   URLS: { "/": "blog", "/admin/": "admin" },
 * });
 */
export function defineSettings(settings: SettingsInput): SettingsInput {
  return settings;
}

/** The value that a setting expects, and an example to write. */
export interface SettingRow {
  readonly expected: string;
  readonly write: string;
}
