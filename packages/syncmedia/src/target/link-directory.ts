import { existsSync, lstatSync, readlinkSync, realpathSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import path from "node:path";
import { errnoOf, type InstalledApp, MediarootError, reasonOf } from "@mediaroot/core";
import { syncError } from "../errors.ts";

/** The part of `node:path` that link texts need, and whether it is Windows'; `path.win32` in tests. */
export type LinkPlatform = Pick<typeof path, "relative" | "dirname" | "resolve" | "isAbsolute" | "sep"> & {
  readonly isWindows: boolean;
};

const platform: LinkPlatform = { ...path, isWindows: path.sep === "\\" };

/**
 * What a link at `place` must say to lead to a directory. Relative, so that a moved project keeps its links; absolute on
 * Windows, where junctions know no other (https://learn.microsoft.com/windows/win32/fileio/hard-links-and-junctions).
 */
export function linkText(place: string, directory: string, api: LinkPlatform = platform): string {
  return api.isWindows ? api.resolve(directory) : api.relative(api.dirname(place), directory);
}

/** @returns the command that makes a link by hand; a junction cannot lead to a network share */
export function linkCommand(place: string, directory: string, api: LinkPlatform = platform): string {
  if (api.isWindows) {
    const goal = api.resolve(directory);
    return `mklink ${goal.startsWith(String.raw`\\`) ? "/D" : "/J"} "${api.resolve(place)}" "${goal}"`;
  }
  return `ln -s ${shellQuote(linkText(place, directory, api))} ${shellQuote(place)}`;
}

/**
 * Makes a link to a directory and looks whether it is there: some systems report success and make nothing.
 *
 * @param place where; nothing stands there
 * @param text what it says, as `linkText` gives it for the place where it ends up
 * @param directory what it must lead to from `place`; undefined when it will only do so from where it ends up
 * @throws LINK_FAILED for whatever reason: the link is not there then
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

/** To a user these are one case: links cannot be had there. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOTSUP: "the file system or the system knows no links",
  ENOSYS: "the file system or the system knows no links",
  EPERM: "the file system or the system allows no links",
  EACCES: "the user who runs this may not write there",
};

/** @returns in a few words why a link could not be made, with the system's code for it */
export function whyNoLink(error: unknown): string {
  if (error instanceof MediarootError && error.cause !== undefined) return whyNoLink(error.cause);
  const code = errnoOf(error) ?? "";
  const words = REFUSALS[code];
  if (words !== undefined) return `${words} (${code})`;
  return reasonOf(error);
}

/** Removes a link, never what it leads to. */
export function removeLink(place: string): void {
  if (isLink(place)) unlinkSync(place);
}

function isLink(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** @returns what a link says, as `linkText` would have it; Windows ends what a junction says with a backslash */
export function plainLinkText(text: string, api: LinkPlatform = platform): string {
  return api.isWindows && api.isAbsolute(text) ? api.resolve(text) : text;
}

/** @returns what a link says, or undefined where none stands */
export function readLink(place: string): string | undefined {
  try {
    return plainLinkText(readlinkSync(place));
  } catch {
    return undefined;
  }
}

/** Whether a link leads to this very directory. */
export function leadsTo(place: string, directory: string): boolean {
  try {
    return isSameDirectory(place, directory);
  } catch {
    return false;
  }
}

/** A link that stands in a target. */
export interface StandingLink {
  readonly logicalPath: string;
  readonly place: string;
  /** What it says. */
  readonly text: string;
}

/**
 * Whether a link leads to what an installed app has at this very logical path: such a link holds nothing of the project's
 * own. One that leads to another file of an app, the dark theme in the place of the light one say, is an override.
 */
export function leadsToOwnMedia(link: StandingLink, apps: readonly InstalledApp[]): boolean {
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
