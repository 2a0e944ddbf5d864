import type { FrontEvent } from "../front/front-event.ts";

/** `util.styleText` for a stream, without colours if the stream has none. */
export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;

/** @returns a warning for the terminal; it ends with a newline */
export function renderWarning(message: string, style: Style): string {
  return `${style("yellow", "warning")} ${message}\n`;
}

/** @returns an event as a line of `--json` */
export function renderJsonEvent(event: FrontEvent): string {
  return `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
}
