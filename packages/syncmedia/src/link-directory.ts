import { lstatSync, readlinkSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { contains, type InstalledApp } from "@mediaroot/core";
import { syncError } from "./errors.ts";

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

/** @returns the command that makes a link by hand */
export function linkCommand(place: string, directory: string, api: LinkPlatform = platform): string {
  if (api.isWindows) return `mklink /J "${api.resolve(place)}" "${api.resolve(directory)}"`;
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
    if (!lstatSync(place).isSymbolicLink()) throw new Error("the system reported success and made no link");
    if (directory !== undefined && !isSameDirectory(place, directory)) throw new Error("it leads nowhere");
  } catch (error) {
    removeLink(place);
    throw linkFailed(place, error);
  }
}

function linkFailed(place: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return syncError("LINK_FAILED", { path: place, reason }, error);
}

/** Removes a link, never what it leads to. */
export function removeLink(place: string): void {
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(place);
}

/** @returns what a link says, or undefined where none stands */
export function readLink(place: string): string | undefined {
  try {
    return readlinkSync(place);
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

/**
 * Whether a link leads into the media of an installed app: such a link holds nothing of the project's own.
 *
 * @param place where it stands
 * @param text what it says
 */
export function leadsIntoMedia(place: string, text: string, apps: readonly InstalledApp[]): boolean {
  const goal = path.resolve(path.dirname(place), text);
  return apps.some(
    ({ mediaDirectory }) => contains(mediaDirectory, goal) || contains(realOf(mediaDirectory), realOf(goal)),
  );
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
