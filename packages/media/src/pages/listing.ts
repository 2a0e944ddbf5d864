import { type DirectoryEntry, formatBytes, type MediaDirectory, sourceName } from "@mediaroot/core/media";
import { markup, type Markup, renderPage } from "./page.ts";

/** A directory to show. */
export interface ListingPage {
  readonly directory: MediaDirectory;
  /** The URL path it was asked for by, decoded. */
  readonly url: string;
  /** Whether there is a directory above it to go to. */
  readonly hasParent: boolean;
  /** Whether a file of the project is a copy that syncmedia made. */
  readonly isCopy: (logicalPath: string) => boolean;
  readonly script?: Markup | undefined;
}

/** Renders the merged listing of a directory as a page. */
export function renderListing(page: ListingPage): string {
  const { directory, url, hasParent } = page;
  const parent = markup`<tr><td><a href="../">../</a></td><td></td><td></td><td></td></tr>\n`;
  const rows = directory.entries.map((entry) => renderRow(page, entry));
  const body = markup`<h1>${url}</h1>
<table>
<tr><th>Name</th><th class="number">Size</th><th>Modified (UTC)</th><th>From</th></tr>
${hasParent ? parent : ""}${rows}</table>
<p class="dim">${directory.entries.length} ${directory.entries.length === 1 ? "entry" : "entries"}</p>`;
  return renderPage(url, body, page.script);
}

/** Renders the same as JSON: `{ path, entries: [{ name, kind, size, modified, source, ... }] }`. */
export function renderListingJson(page: ListingPage): string {
  const entries = page.directory.entries.map((entry) => ({
    name: entry.name,
    kind: entry.kind,
    href: hrefOf(entry),
    size: entry.size,
    modified: new Date(entry.mtimeMs).toISOString(),
    source: sourceName(entry.source),
    copy: isCopy(page, entry),
    [othersOf(entry)]: entry.others.map(sourceName),
  }));
  return `${JSON.stringify({ path: page.directory.logicalPath, entries }, undefined, 2)}\n`;
}

function renderRow(page: ListingPage, entry: DirectoryEntry): Markup {
  const name = entry.kind === "directory" ? `${entry.name}/` : entry.name;
  const modified = new Date(entry.mtimeMs).toISOString();
  const shown = modified.slice(0, 16).replace("T", " ");
  const link = markup`<td><a href="${hrefOf(entry)}">${name}</a></td>`;
  const size = markup`<td class="number">${entry.kind === "file" ? formatBytes(entry.size) : ""}</td>`;
  const time = markup`<td><time datetime="${modified}">${shown}</time></td>`;
  return markup`<tr>${link}${size}${time}<td>${renderOrigin(page, entry)}</td></tr>\n`;
}

function renderOrigin(page: ListingPage, entry: DirectoryEntry): Markup {
  const name = isCopy(page, entry) ? "syncmedia copy" : sourceName(entry.source);
  if (entry.others.length === 0) return markup`${name}`;
  const others = entry.others.map(sourceName).join(", ");
  return markup`${name} <span class="dim">${entry.kind === "file" ? "shadows" : "and"} ${others}</span>`;
}

function isCopy(page: ListingPage, { source, kind, name }: DirectoryEntry): boolean {
  const { logicalPath } = page.directory;
  return (
    source.kind === "project" && kind === "file" && page.isCopy(logicalPath === "" ? name : `${logicalPath}/${name}`)
  );
}

function othersOf({ kind }: DirectoryEntry): "shadows" | "merged" {
  return kind === "file" ? "shadows" : "merged";
}

/** "./" first: a name such as `javascript:x` must stay a name. */
function hrefOf({ name, kind }: DirectoryEntry): string {
  return `./${encodeURIComponent(name)}${kind === "directory" ? "/" : ""}`;
}
