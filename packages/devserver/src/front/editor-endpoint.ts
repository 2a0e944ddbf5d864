import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { markup, PAGE_POLICY, renderPage } from "@mediaroot/media/pages";
import { openSeal } from "../error-report/sealed-position.ts";

const MAX_BYTES = 16_384;

/**
 * Answers the form of an error page that opens the user's editor at a position of that page: 204, which leaves the page as it
 * is, or why the editor did not open. The position comes in a signed token; a path chosen by a client is never opened.
 */
export async function answerEditor(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const length = Number(request.headers["content-length"]);
  if (!(length <= MAX_BYTES)) return end(response, 413, "This is not the form of an error page.");
  const position = openSeal(new URLSearchParams(await text(request)).get("position") ?? "");
  if (position === undefined) {
    return end(response, 403, "This page is from an earlier run of the server. Reload it and try again.");
  }
  const { openEditor } = await import("./open-editor.ts");
  const failure = await openEditor(position);
  if (failure === undefined) response.writeHead(204).end();
  else if (request.headers.accept?.includes("text/html") === true) endWithPage(response, failure);
  else end(response, 500, failure);
}

function end(response: ServerResponse, status: number, reason: string): void {
  // Closed, since the rest of the request's body is not read.
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${reason}\n`);
}

/** The browser shows this page in place of the error page. */
function endWithPage(response: ServerResponse, reason: string): void {
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": PAGE_POLICY };
  const body = markup`<h1>No editor was opened</h1>\n<p class="message">${reason}</p>\n<p>Go back to return to the error.</p>`;
  response.writeHead(500, headers).end(renderPage("No editor was opened", body));
}
