import { existsSync, lstatSync, readlinkSync, realpathSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import path from "node:path";
import { type InstalledApp, MediarootError } from "@mediaroot/core";
import { errnoOf } from "@mediaroot/core/internal";
import { syncError } from "../errors.ts";
import { systemReason } from "../disk/open-directory.ts";

/** The part of `node:path` that link texts need, and whether it is Windows'; `path.win32` in tests. */
export type LinkPlatform = Pick<typeof path, "relative" | "dirname" | "resolve" | "isAbsolute" | "sep"> & {
  readonly isWindows: boolean;
};

const platform: LinkPlatform = { ...path, isWindows: path.sep === "\\" };

/**
 * @returns the text of a link at `place` that leads to a directory: relative, so that a project can be moved with its links;
 *   absolute on Windows, where junctions must be (https://learn.microsoft.com/windows/win32/fileio/hard-links-and-junctions)
 */
export function linkText(place: string, directory: string, api: LinkPlatform = platform): string {
  return api.isWindows ? api.resolve(directory) : api.relative(api.dirname(place), directory);
}

/** @returns the command that makes a link by hand: `mklink /D` for a network share, which a junction cannot lead to */
export function linkCommand(place: string, directory: string, api: LinkPlatform = platform): string {
  if (api.isWindows) {
    const goal = api.resolve(directory);
    return `mklink ${goal.startsWith(String.raw`\\`) ? "/D" : "/J"} "${api.resolve(place)}" "${goal}"`;
  }
  return `ln -s ${shellQuote(linkText(place, directory, api))} ${shellQuote(place)}`;
}

/**
 * Makes a link to a directory and verifies it: some systems report success and make nothing.
 *
 * @param place the path of the link; nothing exists there
 * @param text the result of `linkText` for the final path of the link
 * @param directory the directory that the link must lead to; undefined if it leads there only once it was moved to its final path
 * @throws LINK_FAILED; no link is left behind then
 */
export function makeLink(place: string, text: string, directory?: string): void {
  try {
    symlinkSync(text, place, "junction");
  } catch (error) {
    throw linkFailed(place, error);
  }
  try {
    if (!isLink(place)) throw new Error("the system reported success and made no link");
    if (directory !== undefined && !isSameDirectory(place, directory)) throw new Error("it leads nowhere");
  } catch (error) {
    removeLink(place);
    throw linkFailed(place, error);
  }
}

function linkFailed(place: string, error: unknown): Error {
  return syncError("LINK_FAILED", { path: place, reason: whyNoLink(error) }, error);
}

/** Error codes that all mean "links are not supported here". */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOTSUP: "the file system or the operating system does not support links",
  ENOSYS: "the file system or the operating system does not support links",
  EPERM: "the file system or the operating system does not allow links",
  EACCES: "this user may not write there",
};

/** @returns why a link could not be made, for a person to read, with the error code */
export function whyNoLink(error: unknown): string {
  if (error instanceof MediarootError && error.cause !== undefined) return whyNoLink(error.cause);
  const code = errnoOf(error) ?? "";
  const reason = REFUSALS[code];
  if (reason !== undefined) return `${reason} (${code})`;
  return systemReason(error);
}

/** Removes a link, never its target. Does nothing if there is no link. */
export function removeLink(place: string): void {
  if (isLink(place)) unlinkSync(place);
}

function isLink(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** @returns the text of a link in the form of `linkText`; Windows adds a backslash to the text of a junction */
export function plainLinkText(text: string, api: LinkPlatform = platform): string {
  return api.isWindows && api.isAbsolute(text) ? api.resolve(text) : text;
}

/** @returns the text of a link, or undefined if there is no link */
export function readLink(place: string): string | undefined {
  try {
    return plainLinkText(readlinkSync(place));
  } catch {
    return undefined;
  }
}

/** Whether a link leads to this directory. */
export function leadsTo(place: string, directory: string): boolean {
  try {
    return isSameDirectory(place, directory);
  } catch {
    return false;
  }
}

/** A link in a target. */
export interface TargetLink {
  readonly logicalPath: string;
  readonly place: string;
  /** The text of the link. */
  readonly text: string;
}

/**
 * Whether a link leads to the file or directory that an installed app has at the same logical path. Such a link overrides
 * nothing. A link to another file of an app, such as a dark theme in place of the light one, is an override.
 */
export function leadsToOwnMedia(link: TargetLink, apps: readonly InstalledApp[]): boolean {
  const [label, ...below] = link.logicalPath.split("/");
  const app = apps.find((installed) => installed.label === label);
  if (app === undefined) return false;
  const goal = path.resolve(path.dirname(link.place), link.text);
  const wanted = path.join(app.mediaDirectory, ...below);
  return existsSync(wanted) && realOf(goal) === realOf(wanted);
}

function isSameDirectory(place: string, directory: string): boolean {
  const [a, b] = [statSync(place), statSync(directory)];
  return a.isDirectory() && a.dev === b.dev && a.ino === b.ino;
}

function realOf(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch {
    return directory;
  }
}

function shellQuote(text: string): string {
  return /^[\w./@+,:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
