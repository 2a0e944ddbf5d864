/** The marks around a template expression: `["{{", "}}"]` or `["<<", ">>"]`. */
export type Delimiters = readonly [open: string, close: string];

/** A filter of templates: `{{ value | name(more) }}` calls it with the value, then with what is in parentheses. It is not asynchronous. */
export type TemplateFilter = (...values: never[]) => unknown;

/**
 * The export of an app's `app.ts`. An open interface: `@mediaroot/runtime` adds `routes` and `context` to it, so that an app imports
 * only the packages that it uses.
 */
export interface AppConfig {
  /**
   * The app's template directory, relative to the app, or the directory with its expression delimiters.
   *
   * @default "templates"
   */
  readonly templates?: string | TemplatesConfig | undefined;
  /**
   * Bare names of modules, which `{{ media_importmap() }}` gives to browsers: `import { Scene } from "three"` then loads that file.
   * Each has a logical path, or a URL that starts with `/`, `http://` or `https://`.
   *
   * @default {}
   * @example
   * imports: { three: "three/build/three.module.js" },
   */
  readonly imports?: Readonly<Record<string, string>> | undefined;
  /**
   * Filters for all templates of the site, by name. TEMPLATES.FILTERS of the project wins over them.
   *
   * @default {}
   * @example filters: { money: (cents: number) => `${(cents / 100).toFixed(2)} €` }
   */
  readonly filters?: Readonly<Record<string, TemplateFilter>> | undefined;
  /**
   * Values for all templates of the site, by name, imported macros included. TEMPLATES.GLOBALS of the project wins over them.
   *
   * @default {}
   * @example globals: { shop_name: "Coils" }
   */
  readonly globals?: Readonly<Record<string, unknown>> | undefined;
}

/** An app's template directory and delimiters. */
export interface TemplatesConfig {
  /**
   * Relative to the app's directory.
   *
   * @default "templates"
   */
  readonly dir?: string | undefined;
  /** @default ["{{", "}}"] */
  readonly delimiters?: Delimiters | undefined;
}

/** An entry of INSTALLED_APPS: an import path, alone or with what differs from the conventions. */
export type InstalledAppEntry = string | InstalledAppOptions;

/** An entry of INSTALLED_APPS in full. */
export interface InstalledAppOptions {
  /** The import path: `./contrib/admin`, a package, `pkg/contrib/admin`, or `contrib.admin`. */
  readonly name: string;
  /**
   * The app label.
   *
   * @default the last part of the import path
   */
  readonly label?: string | undefined;
  /**
   * The media directory, relative to the app.
   *
   * @default "media"
   */
  readonly media?: string | undefined;
  /** The template directory and its delimiters. Wins over those of the app's `app.ts`. */
  readonly templates?: string | TemplatesConfig | undefined;
}

/**
 * Declares an app: the default export of its `app.ts`. Returns its argument, with its type.
 *
 * @param config routes, templates, and what other packages add to `AppConfig`
 * @example
 * export default defineApp({
 *   routes: async (app) => {
 *     app.get("/", (request, reply) => reply.render("blog/index.html"));
 *   },
 * });
 */
export function defineApp(config: AppConfig): AppConfig {
  return config;
}
