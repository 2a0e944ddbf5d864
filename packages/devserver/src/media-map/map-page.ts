import { formatBytes, sourceName } from "@mediaroot/core/media";
import { type Markup, markup, renderPage } from "@mediaroot/media/pages";
import { ASSETS_PREFIX, MEDIA_MAP_PATH } from "../link/own-paths.ts";
import { renderVersions } from "../overrides/warn-of-drift.ts";
import type { RecordedOverride } from "../overrides/override-drift.ts";
import { renderCheckLink } from "./findings-page.ts";
import type { ScannedFile, SourceCount } from "./media-scan.ts";
import type { SearchResult } from "./search-files.ts";

/** An override of which the app has changed, and what has changed. */
export interface ShownDrift {
  readonly recorded: RecordedOverride;
  readonly diff: string | undefined;
}

/** The content of the media map. */
export interface MapPage {
  readonly counts: readonly SourceCount[];
  readonly drift: readonly ShownDrift[];
  /** Why the record of overrides could not be read. */
  readonly driftFault: string | undefined;
  readonly result: SearchResult;
  /** MEDIA_ROOT and the apps' directories are shown relative to it. */
  readonly placeOf: (directory: string) => string;
}

const SCRIPT = markup`<script src="${ASSETS_PREFIX}media-map.js" type="module"></script>`;

/** Renders the map of all media of the site. It is read and searched without JavaScript too. */
export function renderMap(page: MapPage): string {
  const { result } = page;
  const body = markup`<h1>Media map</h1>
${renderDrift(page)}${renderCheckLink()}<h2 id="search">Files</h2>
<form method="get" action="${MEDIA_MAP_PATH}" role="search">
<p><label>Search logical paths <input type="search" name="q" value="${result.query}" autocomplete="off" spellcheck="false"></label> <button>Search</button></p>
</form>
<div id="results">
${renderResult(result)}</div>
<h2>Sources</h2>
${renderCounts(page)}`;
  return renderPage("Media map", body, SCRIPT);
}

/** @returns the URL of the page about a logical path */
export function mapHref(logicalPath: string): string {
  return `${MEDIA_MAP_PATH}?path=${encodeURIComponent(logicalPath)}`;
}

function renderDrift({ drift, driftFault }: MapPage): Markup | "" {
  if (driftFault !== undefined) return markup`<p class="message"><span class="mark">${driftFault}</span></p>\n`;
  if (drift.length === 0) return "";
  const items = drift.map(({ recorded, diff }) => {
    const { kind, path } = recorded.origin;
    const name = kind === "media" ? markup`<a href="${mapHref(path)}">${path}</a>` : markup`<code>${path}</code>`;
    const update = ["devserver override --update", kind === "template" ? "--template" : "", path]
      .filter(Boolean)
      .join(" ");
    const change =
      diff === undefined
        ? ""
        : markup`<details><summary>What the app has changed</summary><pre tabindex="0">${diff}</pre></details>`;
    const isGone = recorded.state === "gone";
    const versions = `${renderVersions(recorded)}${isGone ? "" : " has changed it"}`;
    const next = isGone ? "Delete your copy, or rename it as the app has." : markup`Merge it: <code>${update}</code>`;
    return markup`<li>${name} <span class="mark">${versions}</span><br>${next}${change}</li>\n`;
  });
  return markup`<h2>Changed in the app since you copied them</h2>\n<ul>\n${items}</ul>\n`;
}

function renderCounts({ counts, placeOf }: MapPage): Markup {
  const rows = counts.map(
    ({ source, name, files, bytes, shadowed }) =>
      markup`<tr><td>${name}<br><code class="dim">${placeOf(source.directory)}</code></td><td class="number">${files}</td><td class="number">${formatBytes(bytes)}</td><td class="number">${shadowed}</td></tr>\n`,
  );
  return markup`<table>
<tr><th scope="col">Source</th><th scope="col" class="number">Files</th><th scope="col" class="number">Size</th><th scope="col" class="number">Shadowed</th></tr>
${rows}</table>`;
}

function renderResult({ query, files, count, from, number, pages }: SearchResult): Markup {
  const words = query === "" ? "" : ` with “${query}”`;
  const shown =
    files.length < count
      ? `Files ${from + 1} to ${from + files.length} of ${count}`
      : `${count} ${count === 1 ? "file" : "files"}`;
  const rows = files.map(renderRow);
  const table =
    files.length === 0
      ? ""
      : markup`<table>\n<tr><th scope="col">Logical path</th><th scope="col" class="number">Size</th><th scope="col">From</th></tr>\n${rows}</table>\n`;
  const link = (to: number, rel: string, text: string): Markup =>
    markup` <a rel="${rel}" href="${MEDIA_MAP_PATH}?${new URLSearchParams({ q: query, page: String(to) }).toString()}">${text}</a>`;
  const links =
    pages === 1
      ? ""
      : markup`<nav aria-label="Pages"><p>${number > 1 ? link(number - 1, "prev", "Previous") : ""} Page ${number} of ${pages}${number < pages ? link(number + 1, "next", "Next") : ""}</p></nav>\n`;
  return markup`<p class="dim" role="status">${shown}${words}</p>\n${table}${links}`;
}

function renderRow({ logicalPath, bytes, source, shadows }: ScannedFile): Markup {
  const hidden =
    shadows.length === 0 ? "" : markup` <span class="dim">shadows ${shadows.map(sourceName).join(", ")}</span>`;
  return markup`<tr><td><a href="${mapHref(logicalPath)}">${logicalPath}</a></td><td class="number">${formatBytes(bytes)}</td><td>${sourceName(source)}${hidden}</td></tr>\n`;
}
