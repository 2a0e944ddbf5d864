/** The tags around a template expression: `["{{", "}}"]` or `["<<", ">>"]`. */
export type Delimiters = readonly [open: string, close: string];

/**
 * What an app's `app.ts` says of it. An open interface: `@mediaroot/runtime` adds `routes`, so that an app imports the
 * packages it uses and no others.
 */
export interface AppConfig {
  /** The app's template directory, relative to it (default `templates`), and its expression delimiters. */
  readonly templates?: string | TemplatesConfig | undefined;
}

/** Where an app's templates lie and how their expressions are delimited. */
export interface TemplatesConfig {
  /** Relative to the app's directory. Default `templates`. */
  readonly dir?: string | undefined;
  /** Default `["{{", "}}"]`. */
  readonly delimiters?: Delimiters | undefined;
}

/**
 * Declares an app: the default export of its `app.ts`. Gives its argument back, typed.
 *
 * @param config routes, templates and whatever other packages add to `AppConfig`
 */
export function defineApp(config: AppConfig): AppConfig {
  return config;
}
