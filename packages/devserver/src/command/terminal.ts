import { escapeControls } from "@mediaroot/core/media";
import { renderWarning, type Style } from "./report-lines.ts";
import type { FrontEvent, RequestEvent } from "../front/front-event.ts";
import { positionOf, usersStack } from "../error-report/error-position.ts";
import { chainOf } from "../error-report/error-report.ts";
import type { ServerAddress } from "../front/listen.ts";
import type { ErrorReport } from "../error-report/error-report.ts";

const MAX_TARGET_CHARACTERS = 300;
/** Addresses that other machines cannot reach (RFC 6890). */
const LOOPBACK = /^http:\/\/(?:localhost|127\.[\d.]+|\[::1\])[:/]/;

/** @returns the lines of an event, with a newline at the end */
export function renderEvent(event: FrontEvent, style: Style): string {
  switch (event.kind) {
    case "listening":
      return renderAddresses(event, style);
    case "port-taken":
      return `${style("yellow", `Port ${event.wanted} is in use; taking ${event.port}.`)}\n`;
    case "ready":
      return renderReady(event, style);
    case "failed":
      return `${renderCause(event.cause, style)}${renderError(event.error, style)}`;
    case "crashed":
      return renderCrash(event.error, style);
    case "warning":
      return renderWarning(event.message, style);
    case "request":
      return renderRequest(event, style);
  }
}

/** @returns the lines of an error: code and message, fix, and the user's part of the stack */
export function renderError(error: ErrorReport, style: Style): string {
  const code = error.code === undefined ? "" : ` ${error.code}`;
  const lines = [`${style("red", `error${code}`)} ${error.message}`];
  if (error.fix !== undefined) lines.push(`  ${error.fix}`);
  for (const { stack } of error.cause === undefined ? [error] : chainOf(error.cause).filter(hasUserCode)) {
    if (stack !== undefined) lines.push(style("dim", indent(usersStack(stack))));
  }
  return `${lines.join("\n")}\n`;
}

/** Node itself has printed the stack of an uncaught error. */
function renderCrash({ message, stack }: ErrorReport, style: Style): string {
  return `${style("red", "error")} ${stack === undefined ? message : `The application ended: ${message}`}\n`;
}

/** Only causes with a frame in user code print a stack. */
function hasUserCode(cause: ErrorReport): boolean {
  return positionOf(cause) !== undefined;
}

/** @returns the addresses of the server */
export function renderAddresses({ url, network }: Pick<ServerAddress, "url" | "network">, style: Style): string {
  const row = (name: string, text: string): string => `  ${style("dim", name.padEnd("Network".length))}  ${text}\n`;
  const others = network.map((one) => row("Network", style("cyan", one)));
  if (!LOOPBACK.test(url)) return `\n${row("Network", style("cyan", url))}\n`;
  const hint = row("Network", style("dim", "use --host to allow other machines"));
  return `\n${row("Local", style("cyan", url))}${others.join("") || hint}\n`;
}

function renderReady({ cause, durationMs }: Extract<FrontEvent, { kind: "ready" }>, style: Style): string {
  const took = style("dim", `${Math.round(durationMs)} ms`);
  if (cause === undefined) return `${style("green", "ready")} in ${took}\n`;
  return `${renderCause(cause, style)}${style("green", "restarted")} in ${took}\n`;
}

function renderCause(cause: string | undefined, style: Style): string {
  return cause === undefined ? "" : `${style("bold", cause)}: `;
}

function renderRequest({ method, url, status, source, durationMs }: RequestEvent, style: Style): string {
  const colour = status >= 500 ? "red" : status >= 400 ? "yellow" : "green";
  const from = source === undefined ? "" : `  ${style("cyan", source)}`;
  const took = style("dim", `${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms`);
  return `${style(colour, String(status))} ${method} ${renderTarget(url)}  ${took}${from}\n`;
}

/** A client chooses the target: it may be as long as a page, and hold control characters. */
function renderTarget(url: string): string {
  return escapeControls(url.length > MAX_TARGET_CHARACTERS ? `${url.slice(0, MAX_TARGET_CHARACTERS)}…` : url);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
