import { escapeControls } from "@mediaroot/core/media";

/** @returns lines of a file for the terminal: control characters other than tabs are escaped */
export function escapeLines(text: string): string {
  return text.replaceAll(/[^\n\t]+/g, (part) => escapeControls(part.replace(/\r$/, "")));
}
