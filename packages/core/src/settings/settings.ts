import type { InstalledAppEntry } from "../apps/installed-app-entry.ts";

/** How `syncmedia` puts media in place when its flags do not say. */
export interface SyncmediaSettings {
  readonly METHOD: "copy" | "link" | "auto";
  readonly STRATEGY: "sync" | "clear" | "overwrite" | "new" | "update";
  /** Default: MEDIA_ROOT. */
  readonly TARGET: string | undefined;
  /**
   * Whether `syncmedia` publishes a content-named copy of each file of an app, and a manifest of the names. "all" includes uploads.
   *
   * @default false
   */
  readonly HASH: boolean | "all";
  /** How long content-named files are kept that the newest manifest does not name. */
  readonly KEEP: {
    /**
     * Files of this many releases are kept, the newest included.
     *
     * @default 3
     */
    readonly RELEASES: number;
    /**
     * Files are kept this many days after the release that no longer names them.
     *
     * @default 7
     */
    readonly DAYS: number;
  };
  /**
   * Glob patterns of logical paths whose references may lead nowhere, without a warning: `["reveal/js/**"]`.
   *
   * @default []
   */
  readonly DANGLING: readonly string[];
}

/** The request that a context function gets. An open interface: `@mediaroot/runtime` makes it Fastify's. */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type
export interface ContextRequest {}

/** Gives values that every template sees while a request is answered, imported macros included. */
export type ContextFunction = (request: ContextRequest) => object | Promise<object>;

/** Where the project's own templates lie, and what all templates may see. */
export interface TemplatesSettings {
  /** Directories whose templates win over the apps'. */
  readonly DIRS: readonly string[];
  /** Names of settings that templates may print. */
  readonly EXPOSE: readonly string[];
  /** Wins over the context functions of apps. */
  readonly CONTEXT: ContextFunction | undefined;
}

/** Every setting with its default filled in. Paths are as written, relative to the project root. */
export interface Settings {
  /** Governs the application: error detail, template cache, hashed names, required SECRET_KEY and ALLOWED_HOSTS. */
  readonly DEBUG: boolean;
  readonly SECRET_KEY: string | undefined;
  readonly ALLOWED_HOSTS: readonly string[];
  readonly INSTALLED_APPS: readonly InstalledAppEntry[];
  /** `/media/`, or an absolute URL of a CDN. Ends with "/". */
  readonly MEDIA_URL: string;
  readonly MEDIA_ROOT: string;
  /** Glob patterns of names that are never served, listed or synced. */
  readonly MEDIA_IGNORE: readonly string[];
  /** Whether directories answer with an index. Undefined: in development alone. */
  readonly MEDIA_INDEXES: boolean | undefined;
  /** The removed Django setting; answered as MEDIA_URL + `admin/`. */
  readonly ADMIN_MEDIA_PREFIX: string | undefined;
  /** URL prefix to app label. */
  readonly URLS: Readonly<Record<string, string>>;
  readonly TEMPLATES: TemplatesSettings;
  /** URL prefix to directory or application. */
  readonly MOUNTS: Readonly<Record<string, string>>;
  /** What answers instead of the apps' own routes; see docs/composition.md. */
  readonly APPLICATION: string | undefined;
  /** Names for applications. */
  readonly APPLICATIONS: Readonly<Record<string, string>>;
  readonly SYNCMEDIA: SyncmediaSettings;
  /**
   * The file that names the content-named files, relative to the project root. `syncmedia` writes it, and with DEBUG off templates read it.
   *
   * @default "media-manifest.json"
   */
  readonly MEDIA_MANIFEST: string;
  /** The project root. Default: the directory of the settings file. */
  readonly ROOT: string | undefined;
}

type Optional<Group> = { readonly [Key in keyof Group]?: Group[Key] | undefined };

type SyncmediaInput = Optional<Omit<SyncmediaSettings, "KEEP">> & {
  readonly KEEP?: Optional<SyncmediaSettings["KEEP"]> | undefined;
};

/** What a settings file exports. What is undefined counts as left out, as a variable of `process.env` may be. */
export type SettingsInput = Optional<Omit<Settings, "TEMPLATES" | "SYNCMEDIA">> & {
  readonly TEMPLATES?: Optional<TemplatesSettings> | undefined;
  readonly SYNCMEDIA?: SyncmediaInput | undefined;
};

/**
 * Declares a project's settings: the default export of its settings file. Gives its argument back, typed.
 *
 * @param settings any of the settings; see docs/settings.md
 */
export function defineSettings(settings: SettingsInput): SettingsInput {
  return settings;
}

/** What a key of the settings takes, and what to write. */
export interface SettingRow {
  readonly expected: string;
  readonly write: string;
}
