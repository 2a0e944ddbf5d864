/** The facts from which each error of `@mediaroot/runtime` is built. */
export interface RuntimeFacts {
  readonly APPLICATION_NOT_FOUND: {
    readonly setting: string;
    readonly name: string;
    readonly tried: readonly string[];
    readonly near: string;
    readonly keys: readonly string[];
  };
  readonly APPLICATION_UNKNOWN: {
    readonly name: string;
    readonly file: string;
    readonly keys: readonly string[];
    readonly near: string;
  };
  readonly APPLICATION_EXPORT_MISSING: {
    readonly setting: string;
    readonly module: string;
    readonly file: string;
    readonly name: string;
    readonly exports: readonly string[];
    readonly near: string;
  };
  readonly APPLICATION_FAILED: { readonly setting: string; readonly what: string; readonly reason: string };
  readonly APPLICATION_UNFINISHED: { readonly setting: string; readonly name: string; readonly seconds: number };
  readonly APPLICATION_CYCLE: { readonly chain: readonly string[] };
  readonly PRODUCTION_SETTINGS_MISSING: { readonly file: string; readonly keys: readonly string[] };
  readonly SETUP_NOT_FOUND: { readonly settingsFile: string; readonly file: string; readonly near: string };
  readonly SETUP_UNFINISHED: { readonly file: string; readonly seconds: number };
  readonly SETUP_INVALID: { readonly file: string; readonly found: unknown };
  readonly SETUP_FAILED: { readonly file: string; readonly reason: string; readonly fix: string };
  readonly PLUGIN_CLASH: {
    readonly label: string;
    readonly plugin: string | undefined;
    /** The thing that is there already: `the decorator "cookies"`. */
    readonly what: string;
    /** Code that asks whether it is there. */
    readonly test: string;
    readonly other: string;
  };
  readonly APP_ROUTES_MISSING: {
    readonly label: string;
    readonly prefix: string;
    readonly file: string;
    /** A key of the app that is spelled almost like `routes`. */
    readonly near: string | undefined;
  };
  readonly APP_ROUTES_INVALID: { readonly label: string; readonly file: string; readonly found: unknown };
  readonly APP_ROUTES_FAILED: { readonly label: string; readonly prefix: string; readonly reason: string };
  readonly ROUTE_CLASH: {
    readonly method: string;
    readonly url: string;
    readonly label: string;
    /** Empty for SETUP. */
    readonly other: string;
  };
  readonly ROUTE_NAME_CLASH: { readonly name: string; readonly first: string; readonly second: string };
  readonly CONTEXT_INVALID: { readonly owner: string; readonly found: unknown };
  readonly CONTEXT_FAILED: { readonly owner: string; readonly reason: string };
  readonly URL_NAME_UNKNOWN: { readonly name: string; readonly near: string; readonly names: readonly string[] };
  readonly URL_PARAMETER_MISSING: { readonly name: string; readonly url: string; readonly missing: readonly string[] };
  readonly URL_PARAMETER_INVALID: {
    readonly name: string;
    readonly url: string;
    readonly parameter: string;
    readonly value: string;
  };
}
