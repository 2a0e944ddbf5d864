import type { Delimiters } from "./app-config.ts";

/** An entry of INSTALLED_APPS: an import path, or an import path with what differs from the conventions. */
export type InstalledAppEntry = string | InstalledAppOptions;

/** An INSTALLED_APPS entry in full. */
export interface InstalledAppOptions {
  /** The import path: `./contrib/admin`, a package, `pkg/contrib/admin`, or `contrib.admin`. */
  readonly name: string;
  /** The app label. Default: the last part of the import path. */
  readonly label?: string | undefined;
  /** The media directory, relative to the app. Default `media`. */
  readonly media?: string | undefined;
  /** The template directory, relative to the app (default `templates`), and its delimiters. */
  readonly templates?:
    | string
    | { readonly dir?: string | undefined; readonly delimiters?: Delimiters | undefined }
    | undefined;
}
