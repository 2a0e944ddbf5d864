import { readFileSync } from "node:fs";
import type { Project } from "@mediaroot/core";
import { positionOf } from "@mediaroot/core/references";
import type { Place } from "./finding.ts";

/** @returns the place of a text in the settings file, or its start if the text is not written there as it is */
export function settingsPlace({ settingsFile }: Project, text: string, app = "project"): Place {
  return placeIn(settingsFile, text, app);
}

/** @returns the place of a quoted text, a key or a word in a file, or the start of the file */
export function placeIn(file: string, text: string, app: string): Place {
  const content = read(file);
  const found = [`"${text}"`, `'${text}'`].map((quoted) => content.indexOf(quoted)).find((at) => at !== -1);
  const at = found ?? content.search(new RegExp(`\\b${escapeRegExp(text)}\\b`));
  return { app, file, ...(at === -1 ? {} : positionOf(content, at)) };
}

/** `RegExp.escape`, which Node 22 does not have. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
