/** An installed app in the output of `devserver apps --json`. */
export interface AppLine {
  readonly label: string;
  /** As written in INSTALLED_APPS. */
  readonly name: string;
  /** The version of its package; null for an app of the project. */
  readonly version: string | null;
  readonly directory: string;
  /** Its directory, or the one that INSTALLED_APPS names as its media, relative to the project root. */
  readonly place: string;
  /** The directory, or null if there is none. */
  readonly media: string | null;
  /** For a media directory that should be there and is not: the fault, and what to do. Else null. */
  readonly missing: string | null;
  /** How many media files it has, the shadowed ones included. */
  readonly files: number;
  /** Their size. */
  readonly bytes: number;
  /** How many of them are shadowed by files of MEDIA_ROOT. */
  readonly overrides: number;
  readonly templates: string | null;
  /** Why its `app.ts` could not be imported, or null. If it could not, `templates` is a guess. */
  readonly error: string | null;
  /** The prefixes that URLS gives it. */
  readonly urls: readonly string[];
}
