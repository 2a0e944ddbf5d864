import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { openSeal } from "../error-report/sealed-position.ts";
import { markup, PAGE_POLICY, renderPage } from "@mediaroot/media/pages";

const MOST_BYTES = 16_384;

/**
 * Answers the form by which an error page opens the user's editor at a position that it shows: 204, which leaves the page
 * as it is, or why the editor did not open. What to open stands in a sealed token; no path of a client's is ever taken.
 */
export async function answerEditor(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refuse(request);
  if (refusal !== undefined) return end(response, ...refusal);
  const position = openSeal(new URLSearchParams(await text(request)).get("position") ?? "");
  if (position === undefined) {
    return end(response, 403, "This page is of an earlier run of the server. Reload it, and try again.");
  }
  const { openEditor } = await import("./open-editor.ts");
  const failure = await openEditor(position);
  if (failure === undefined) response.writeHead(204).end();
  else if (request.headers.accept?.includes("text/html") === true) endWithPage(response, failure);
  else end(response, 500, failure);
}

function refuse({ method, headers }: IncomingMessage): [status: number, reason: string] | undefined {
  if (method !== "POST") return [405, "Only POST opens an editor."];
  // Browsers send it with every POST; other sites' pages open nothing here.
  const { origin = "", host = "" } = headers;
  if (URL.parse(origin)?.host !== host.toLowerCase()) return [403, "Only a page of this server opens an editor."];
  const length = Number(headers["content-length"]);
  return length <= MOST_BYTES ? undefined : [413, "This is no form of an error page."];
}

function end(response: ServerResponse, status: number, reason: string): void {
  // What the client may still send is not read.
  const headers = { "content-type": "text/plain; charset=utf-8", connection: "close" };
  response.writeHead(status, status === 405 ? { ...headers, allow: "POST" } : headers).end(`${reason}\n`);
}

/** The browser shows it in place of the error page. */
function endWithPage(response: ServerResponse, reason: string): void {
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": PAGE_POLICY };
  const body = markup`<h1>No editor was opened</h1>\n<p class="message">${reason}</p>\n<p>Go back to return to the error.</p>`;
  response.writeHead(500, headers).end(renderPage("No editor was opened", body));
}
