import { type Attempt, type MediaSource, sourceName } from "@mediaroot/core/media";
import { markup, type PageExtras, renderMapLink, renderPage } from "./page.ts";

/** Why nothing is served at a path: each place that was searched, in order, and similar paths. */
export interface MissingMedia {
  /** The requested URL path, percent-encoded. */
  readonly url: string;
  readonly logicalPath: string;
  /** Why the path is refused as a whole; then no place was searched. */
  readonly refusal: string | undefined;
  readonly attempts: readonly Attempt[];
  /** The label of the installed app that would own the path. */
  readonly owner: string | undefined;
  /** URL paths that exist and have a similar spelling. */
  readonly near: readonly string[];
  /** Why none were searched for: "the directory has ...". */
  readonly omitted: string | undefined;
}

/** Renders the 404 answer of media as a page. */
export function renderNotFound(missing: MissingMedia, extras: PageExtras): string {
  const places = missing.attempts.map(
    (attempt) => markup`<li><code>${attempt.path}</code><br>${outcomeOf(attempt)}</li>\n`,
  );
  const links = missing.near.map((url) => markup`<li><a href="${url}">${url}</a></li>\n`);
  return renderPage(
    `404: ${missing.url}`,
    markup`<h1><span class="mark">404</span> No media at <code>${missing.url}</code></h1>
<p>${summaryOf(missing)}</p>
${places.length > 0 ? markup`<h2>Looked for in this order</h2>\n<ol>\n${places}</ol>\n` : ""}
${links.length > 0 ? markup`<h2>Did you mean</h2>\n<ul>\n${links}</ul>\n` : ""}${omissionOf(missing).map(
      (sentence) => markup`<p class="dim">${sentence}</p>\n`,
    )}${renderMapLink(extras)}`,
    extras.script,
  );
}

/** Renders the same as plain text. */
export function renderNotFoundText(missing: MissingMedia): string {
  const places = missing.attempts.map(
    (attempt, index) => `  ${index + 1}. ${attempt.path}\n     ${outcomeOf(attempt)}`,
  );
  return [
    `404: no media at ${missing.url}`,
    summaryOf(missing),
    ...(places.length > 0 ? ["Looked for in this order:", ...places] : []),
    ...(missing.near.length > 0 ? ["Did you mean:", ...missing.near.map((url) => `  ${url}`)] : []),
    ...omissionOf(missing),
    "",
  ].join("\n");
}

/** Renders the same as JSON. */
export function renderNotFoundJson(missing: MissingMedia): string {
  const { url, logicalPath, refusal, owner, near, omitted: nearOmitted } = missing;
  const attempts = missing.attempts.map(({ source, path, outcome, reason }) => ({
    source: sourceName(source),
    path,
    outcome,
    reason,
  }));
  return `${JSON.stringify({ error: "not found", url, path: logicalPath, refusal, owner, attempts, near, nearOmitted }, undefined, 2)}\n`;
}

function omissionOf({ omitted }: MissingMedia): readonly string[] {
  return omitted === undefined ? [] : [`No similar names are suggested: ${omitted}.`];
}

function summaryOf({ refusal, owner, attempts }: MissingMedia): string {
  if (refusal !== undefined) return `This path is never served: it ${refusal}.`;
  if (owner !== undefined) return `This path belongs to the app "${owner}".`;
  if (attempts[0]?.source.kind === "mount") return "This path belongs to a mounted directory.";
  return "No installed app has this label, so only MEDIA_ROOT could hold the path.";
}

function outcomeOf({ source, outcome, reason }: Attempt): string {
  const outcomes = {
    absent: "nothing there",
    directory: "a directory",
    found: "a file; its URL does not end with a slash",
    shadowed: "a file, shadowed by an earlier place",
    refused: `not served: it ${reason ?? "is refused"}`,
  };
  return `${describeSource(source)}: ${outcomes[outcome]}`;
}

function describeSource(source: MediaSource): string {
  if (source.kind === "app") return `the app "${source.label}"`;
  return source.kind === "project" ? "MEDIA_ROOT" : "the mounted directory";
}
