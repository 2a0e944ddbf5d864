import type { FrontEvent, RequestEvent } from "./front-event.ts";
import type { ErrorReport } from "./worker-link.ts";

/** `util.styleText` bound to a stream, or the identity where colours are not wanted. */
export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;

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
      return renderError(event.error, style);
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
  for (let cause = error.cause ?? error; ; cause = cause.cause) {
    if (cause.stack !== undefined) lines.push(style("dim", indent(cause.stack)));
    if (cause.cause === undefined) break;
  }
  return `${lines.join("\n")}\n`;
}

function renderAddresses(event: Extract<FrontEvent, { kind: "listening" }>, style: Style): string {
  const network = event.network.map((url) => `  ${style("dim", "Network")}  ${style("cyan", url)}\n`);
  return `\n  ${style("dim", "Local")}    ${style("cyan", event.url)}\n${network.join("")}\n`;
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

/** A client chooses the target; it may not move the cursor or colour the terminal. */
function printable(url: string): string {
  // oxlint-disable-next-line no-control-regex
  return url.replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, "?");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
