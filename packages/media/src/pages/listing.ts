import { type DirectoryEntry, formatBytes, sourceName } from "@mediaroot/core/media";
import { markup, type Markup, type PageExtras, renderMapLink, renderPage } from "./page.ts";

/** A page of a directory's merged listing. */
export interface ListingPage {
  /** The requested URL path, decoded. */
  readonly url: string;
  readonly logicalPath: string;
  /** The entries of this page. */
  readonly entries: readonly ListedEntry[];
  /** How many entries the directory has. */
  readonly count: number;
  /** The position of the first entry of this page in the directory, from 0. */
  readonly from: number;
  /** The number of this page, from 1. */
  readonly number: number;
  /** How many pages there are. */
  readonly pages: number;
  /** Whether there is a directory above it to go to. */
  readonly hasParent: boolean;
}

/** An entry of a listing. */
export interface ListedEntry extends DirectoryEntry {
  /** Whether it is a copy that syncmedia made. */
  readonly isCopy: boolean;
}

const COPIES = markup`<p>A syncmedia copy is served instead of the app's file, so changes of that file do not show. Run <code>syncmedia</code>, or remove the copies from MEDIA_ROOT.</p>
`;

/** Renders a listing as a page. */
export function renderListing(page: ListingPage, extras: PageExtras): string {
  const { url, entries, hasParent } = page;
  const parent = markup`<tr><td><a href="../">../</a></td><td></td><td></td><td></td></tr>\n`;
  const links = renderPageLinks(page);
  const body = markup`<h1>${url}</h1>
${links}<table>
<tr><th>Name</th><th class="number">Size</th><th>Modified (UTC)</th><th>From</th></tr>
${hasParent ? parent : ""}${entries.map(renderRow)}</table>
${links}${entries.some(({ isCopy }) => isCopy) ? COPIES : ""}<p class="dim">${countOf(page)}</p>${renderMapLink(extras)}`;
  return renderPage(url, body, extras.script);
}

/** Renders the same as JSON: `{ path, entries: [{ name, kind, size, modified, source, ... }], count, page, pages, next }`. */
export function renderListingJson({ logicalPath, entries, count, number, pages }: ListingPage): string {
  const listing = {
    path: logicalPath,
    entries: entries.map((entry) => ({
      name: entry.name,
      kind: entry.kind,
      href: hrefOf(entry),
      size: entry.size,
      modified: isoTime(entry.mtimeMs) ?? null,
      source: sourceName(entry.source),
      copy: entry.isCopy,
      [entry.kind === "file" ? "shadows" : "merged"]: entry.others.map(sourceName),
    })),
    count,
    page: number,
    pages,
    next: number < pages ? pageHref(number + 1) : null,
  };
  return `${JSON.stringify(listing, undefined, 2)}\n`;
}

function renderPageLinks({ number, pages }: ListingPage): Markup | "" {
  if (pages === 1) return "";
  const previous = number > 1 ? markup`<a rel="prev" href="${pageHref(number - 1)}">Previous</a> ` : "";
  const next = number < pages ? markup` <a rel="next" href="${pageHref(number + 1)}">Next</a>` : "";
  return markup`<nav aria-label="Pages"><p>${previous}Page ${number} of ${pages}${next}</p></nav>\n`;
}

function pageHref(number: number): string {
  return number === 1 ? "./" : `./?page=${number}`;
}

function countOf({ count, from, entries, pages }: ListingPage): string {
  if (pages > 1) return `Entries ${from + 1} to ${from + entries.length} of ${count}`;
  return `${count} ${count === 1 ? "entry" : "entries"}`;
}

function renderRow(entry: ListedEntry): Markup {
  const name = entry.kind === "directory" ? `${entry.name}/` : entry.name;
  const modified = isoTime(entry.mtimeMs);
  const link = markup`<td><a href="${hrefOf(entry)}">${name}</a></td>`;
  const size = markup`<td class="number">${entry.kind === "file" ? formatBytes(entry.size) : ""}</td>`;
  const time = modified && markup`<time datetime="${modified}">${modified.slice(0, 16).replace("T", " ")}</time>`;
  return markup`<tr>${link}${size}<td>${time ?? "unknown"}</td><td>${renderOrigin(entry)}</td></tr>\n`;
}

function renderOrigin(entry: ListedEntry): Markup {
  const name = entry.isCopy ? "syncmedia copy" : sourceName(entry.source);
  if (entry.others.length === 0) return markup`${name}`;
  const others = entry.others.map(sourceName).join(", ");
  return markup`${name} <span class="dim">${entry.kind === "file" ? "shadows" : "and"} ${others}</span>`;
}

/** @returns undefined for a time that no date can hold; file systems have such times */
function isoTime(mtimeMs: number): string | undefined {
  const date = new Date(mtimeMs);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** "./" keeps a name such as `javascript:x` a name. */
function hrefOf({ name, kind }: DirectoryEntry): string {
  return `./${encodeURIComponent(name)}${kind === "directory" ? "/" : ""}`;
}
