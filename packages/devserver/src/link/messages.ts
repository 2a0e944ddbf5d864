import type { MediaSite } from "@mediaroot/core";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { OwnWrite } from "./own-writes.ts";
import type { SourceFile } from "./source-file.ts";

// The messages between the front and its workers, two processes. All of it is plain data.

/** An installed app, as the front needs it. */
export interface ReportedApp {
  readonly label: string;
  readonly directory: string;
}

/** A project, as the front needs it: how its media is served, and what is watched. No code of an app has run yet. */
export interface ProjectReport {
  readonly site: MediaSite;
  readonly root: string;
  readonly settingsFile: string;
  readonly apps: readonly ReportedApp[];
  /** TEMPLATES.DIRS, absolute. They need not exist. */
  readonly templateDirectories: readonly string[];
  /** Warnings for the user; each is shown once. */
  readonly warnings: readonly string[];
}

/** Orders a worker to serve a project. */
export interface StartOrder {
  readonly kind: "start";
  /** The directory that the command runs in. */
  readonly directory: string;
  /** The value of `--settings` or MEDIAROOT_SETTINGS, relative to `directory`. */
  readonly settings: string | undefined;
}

/** Orders a spare worker to get ready for a start order that will come. */
export interface PrepareOrder {
  readonly kind: "prepare";
  readonly order: StartOrder;
  /** URLs of the libraries that the user's code imports. */
  readonly libraries: readonly string[];
}

/** Sent by the front to a worker. */
export type FrontMessage = StartOrder | PrepareOrder | { readonly kind: "warm-up" } | { readonly kind: "close" };

/** Sent by a worker to the front, in this order: each file before it is read, the project, then "ready" or "failed". */
export type WorkerMessage =
  | { readonly kind: "read"; readonly files: readonly SourceFile[] }
  /** The application is about to write to a path, or has done so. */
  | ({ readonly kind: "wrote" } & OwnWrite)
  /** Modules of packages, or of Node, that the user's code imports. */
  | { readonly kind: "libraries"; readonly urls: readonly string[] }
  | { readonly kind: "project"; readonly project: ProjectReport }
  /** The template directories of the apps, known only after their code has run. */
  | { readonly kind: "templates"; readonly directories: readonly string[] }
  /** A spare has done all that can be done ahead. */
  | { readonly kind: "warm" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly error: ErrorReport };
