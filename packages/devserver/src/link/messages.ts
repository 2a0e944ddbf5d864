import type { MediaSite } from "@mediaroot/core";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { SourceFile } from "./source-file.ts";

/** What crosses the border between the front and a worker. All of it is plain data. */

/** What the front needs to know of an installed app. */
export interface ReportedApp {
  readonly label: string;
  readonly directory: string;
}

/** A project as the front knows it: what media needs, and what to watch. No code of an app has run yet. */
export interface ProjectReport {
  readonly site: MediaSite;
  readonly root: string;
  readonly settingsFile: string;
  readonly apps: readonly ReportedApp[];
  /** TEMPLATES.DIRS, absolute. They need not exist. */
  readonly templateDirectories: readonly string[];
  /** What the user should know, each told once. */
  readonly warnings: readonly string[];
}

/** What a worker is told to run. */
export interface StartOrder {
  readonly kind: "start";
  /** Where the command runs. */
  readonly directory: string;
  /** What `--settings` or MEDIAROOT_SETTINGS names, relative to `directory`. */
  readonly settings: string | undefined;
}

/** What a spare makes itself ready for: the order that will come, and the libraries that the user's code imports. */
export interface PrepareOrder {
  readonly kind: "prepare";
  readonly order: StartOrder;
  /** URLs of modules. */
  readonly libraries: readonly string[];
}

/** What the front tells a worker. */
export type FrontMessage = StartOrder | PrepareOrder | { readonly kind: "warm-up" } | { readonly kind: "close" };

/** What a worker tells the front, in this order: each file before it is read, the project, then how it went. */
export type WorkerMessage =
  | { readonly kind: "read"; readonly files: readonly SourceFile[] }
  /** A module of a package, or of Node, that the user's code imports. */
  | { readonly kind: "libraries"; readonly urls: readonly string[] }
  | { readonly kind: "project"; readonly project: ProjectReport }
  /** The apps' own; their code has run by then. */
  | { readonly kind: "templates"; readonly directories: readonly string[] }
  /** A spare: nothing is left that it could do ahead. */
  | { readonly kind: "warm" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly error: ErrorReport };
