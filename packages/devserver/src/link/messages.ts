import type { MediaSite } from "@mediaroot/core";

/** What crosses the border between the front and a worker. All of it is plain data. */

/** A file of the user's code as it stood before a worker read it; `stamp` is undefined where nothing stood. */
export interface SourceFile {
  readonly path: string;
  readonly stamp: string | undefined;
  /** True for a path where an app was looked for: what counts is where it leads, not what it holds. */
  readonly isPlace?: true;
}

/** A position in a file, both from 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An error, taken apart so that it can be told in another process. */
export interface ErrorReport {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  /** What to do next; errors of Mediaroot have it. */
  readonly fix: string | undefined;
  /** Undefined for a user's mistake that an error of Mediaroot explains. */
  readonly stack: string | undefined;
  /** Where it arose, when it says so itself (templates do). */
  readonly position: SourcePosition | undefined;
  readonly cause: ErrorReport | undefined;
}

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

/** The header by which a worker tells, with an answer, the error behind it. The front takes it off. */
export const ERROR_HEADER = "x-devserver-error";

/** Of what a header line of ours may take; the application's own come beside it. */
const MOST_REPORT_BYTES = 36_000;
const LONGEST_TEXT = 8_000;

/** @returns a report as the value of a header; its texts are cut to what headers may hold */
export function encodeReport(report: ErrorReport): string {
  return Buffer.from(fit(report, LONGEST_TEXT)).toString("base64url");
}

/** @returns the report that `encodeReport` has encoded */
export function decodeReport(header: string): ErrorReport {
  return JSON.parse(Buffer.from(header, "base64url").toString()) as ErrorReport;
}

/** As JSON, its texts ever shorter until the whole is short enough. */
function fit(report: ErrorReport, longest: number): string {
  const json = JSON.stringify(report, (_, value: unknown) =>
    typeof value === "string" ? value.slice(0, longest) : value,
  );
  return Buffer.byteLength(json) <= MOST_REPORT_BYTES ? json : fit(report, Math.floor(longest / 2));
}
