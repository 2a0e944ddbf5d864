import { escapeControls } from "@mediaroot/core/media";
import type { FrontEvent, RequestEvent } from "../front/front-event.ts";
import { positionOf, usersStack } from "../error-report/error-position.ts";
import { chainOf } from "../error-report/error-report.ts";
import type { ServerAddress } from "../front/listen.ts";
import type { ErrorReport } from "../error-report/error-report.ts";

/** `util.styleText` bound to a stream, or the identity where colours are not wanted. */
export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;

const LONGEST_TARGET = 300;
/** RFC 6890: what no other machine reaches. */
const LOOPBACK = /^http:\/\/(?:localhost|127\.[\d.]+|\[::1\])[:/]/;

/** @returns what the terminal says of an event; it ends with a newline */
export function renderEvent(event: FrontEvent, style: Style): string {
  switch (event.kind) {
    case "listening":
      return renderAddresses(event, style);
    case "port-taken":
      return `${style("yellow", `Port ${event.wanted} is in use; taking ${event.port}.`)}\n`;
    case "ready":
      return renderReady(event, style);
    case "failed":
      return `${because(event.cause, style)}${renderError(event.error, style)}`;
    case "crashed":
      return renderCrash(event.error, style);
    case "warning":
      return `${style("yellow", "warning")} ${event.message}\n`;
    case "request":
      return renderRequest(event, style);
  }
}

/** @returns an error in full: message, what to do, and where the user's own code threw */
export function renderError(error: ErrorReport, style: Style): string {
  const code = error.code === undefined ? "" : ` ${error.code}`;
  const lines = [`${style("red", `error${code}`)} ${error.message}`];
  if (error.fix !== undefined) lines.push(`  ${error.fix}`);
  for (const { stack } of error.cause === undefined ? [error] : chainOf(error.cause).filter(isTelling)) {
    if (stack !== undefined) lines.push(style("dim", indent(usersStack(stack))));
  }
  return `${lines.join("\n")}\n`;
}

/** What Node prints of an error that nobody has caught, with its stack, stands on the screen already. */
function renderCrash({ message, stack }: ErrorReport, style: Style): string {
  return `${style("red", "error")} ${stack === undefined ? message : `The application ended: ${message}`}\n`;
}

/** A cause that no code of the user's is behind (a port in use) is told by the message above it. */
function isTelling(cause: ErrorReport): boolean {
  return positionOf(cause) !== undefined;
}

/** @returns where the server is reached, and how it would be from other machines */
export function renderAddresses({ url, network }: Pick<ServerAddress, "url" | "network">, style: Style): string {
  const row = (name: string, text: string): string => `  ${style("dim", name.padEnd("Network".length))}  ${text}\n`;
  const others = network.map((one) => row("Network", style("cyan", one)));
  if (!LOOPBACK.test(url)) return `\n${row("Network", style("cyan", url))}\n`;
  const hint = row("Network", style("dim", "use --host to let other machines in"));
  return `\n${row("Local", style("cyan", url))}${others.join("") || hint}\n`;
}

function renderReady({ cause, durationMs }: Extract<FrontEvent, { kind: "ready" }>, style: Style): string {
  const took = style("dim", `${Math.round(durationMs)} ms`);
  if (cause === undefined) return `${style("green", "ready")} in ${took}\n`;
  return `${because(cause, style)}${style("green", "restarted")} in ${took}\n`;
}

function because(cause: string | undefined, style: Style): string {
  return cause === undefined ? "" : `${style("bold", cause)}: `;
}

function renderRequest({ method, url, status, source, durationMs }: RequestEvent, style: Style): string {
  const colour = status >= 500 ? "red" : status >= 400 ? "yellow" : "green";
  const from = source === undefined ? "" : `  ${style("cyan", source)}`;
  const took = style("dim", `${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`);
  return `${style(colour, String(status))} ${method} ${printable(url)}  ${took}${from}\n`;
}

/** The client chooses the target, and it may be as long as a page. */
function printable(url: string): string {
  return escapeControls(url.length > LONGEST_TARGET ? `${url.slice(0, LONGEST_TARGET)}…` : url);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
