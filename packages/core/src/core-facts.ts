interface ImportFacts {
  readonly file: string;
  readonly reason: string;
  readonly fix: string;
}

/** The facts from which each error of `@mediaroot/core` is built. */
export interface CoreFacts {
  readonly SETTINGS_NOT_FOUND: { readonly directory: string; readonly tried: readonly string[] };
  readonly ENVIRONMENT_UNREADABLE: { readonly file: string; readonly reason: string };
  readonly SETTINGS_UNREADABLE: { readonly file: string; readonly reason: string };
  readonly SETTINGS_THREW: ImportFacts;
  readonly SETTINGS_SYNTAX: ImportFacts;
  readonly SETTINGS_UNFINISHED: { readonly file: string; readonly seconds: number };
  readonly SETTINGS_NO_EXPORT: { readonly file: string };
  readonly SETTING_INVALID: {
    readonly key: string;
    readonly expected: string;
    readonly found: unknown;
    readonly write: string;
  };
  readonly SETTING_UNKNOWN: { readonly key: string; readonly near: string };
  readonly SETTINGS_INVALID: {
    readonly file: string;
    readonly faults: readonly { readonly message: string; readonly fix: string }[];
  };
  readonly LABEL_INVALID: { readonly label: string; readonly name: string };
  readonly LABEL_CLASH: { readonly label: string; readonly first: string; readonly second: string };
  readonly APP_NOT_FOUND: { readonly name: string; readonly tried: readonly string[]; readonly fix: string };
  readonly APP_UNKNOWN: { readonly label: string; readonly near: string; readonly labels: readonly string[] };
  readonly APP_IMPORT_FAILED: ImportFacts & { readonly label: string };
  readonly APP_UNFINISHED: { readonly label: string; readonly file: string; readonly seconds: number };
  readonly APP_CONFIG_INVALID: { readonly label: string; readonly file: string; readonly reason: string };
  readonly IMPORT_CLASH: {
    readonly name: string;
    readonly first: { readonly label: string; readonly path: string };
    readonly second: { readonly label: string; readonly path: string };
  };
  readonly MEDIA_DECLARATION_INVALID: { readonly where: string; readonly expected: string; readonly found: unknown };
  readonly MEDIA_ATTRIBUTE_CONFLICT: { readonly path: string; readonly name: string; readonly by: string };
  readonly MEDIA_PATH_REFUSED: { readonly path: string; readonly reason: string };
  readonly MEDIA_OVERLAP: { readonly mediaRoot: string; readonly label: string; readonly media: string };
  readonly MEDIA_MISSING: {
    readonly label: string;
    readonly media: string;
    readonly isThere: boolean;
    readonly near: string;
  };
  readonly MANIFEST_INVALID: { readonly file: string; readonly reason: string };
  readonly MANIFEST_NEWER: { readonly file: string; readonly version: number };
  readonly LEDGER_UNREADABLE: { readonly file: string; readonly reason: string };
  readonly LEDGER_CORRUPT: { readonly file: string; readonly reason: string };
  readonly LEDGER_NEWER: { readonly file: string; readonly version: number };
  readonly LEDGER_OTHER_TARGET: { readonly file: string; readonly found: string; readonly expected: string };
}
