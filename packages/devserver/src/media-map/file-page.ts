import { formatBytes } from "@mediaroot/core/media";
import { type Markup, markup, renderPage } from "@mediaroot/media/pages";
import { sealPosition } from "../error-report/sealed-position.ts";
import { EDITOR_PATH, MEDIA_MAP_PATH } from "../link/own-paths.ts";
import type { ShownFile, ShownPath } from "./load-file.ts";

/** Renders the page about one logical path: which file wins, and what it shadows. */
export function renderFilePage({ logicalPath, files, text, diff }: ShownPath): string {
  const difference = diff === undefined ? "" : markup`<h2>What it changes</h2>\n<pre tabindex="0">${diff}</pre>\n`;
  const content = text === undefined ? "" : markup`<h2>Content</h2>\n<pre tabindex="0">${text}</pre>\n`;
  return renderPage(
    `${logicalPath} - Media map`,
    markup`<p><a href="${MEDIA_MAP_PATH}">Media map</a></p>
<h1>${logicalPath}</h1>
<ol>
${files.map(renderFile)}</ol>
${difference}${content}`,
  );
}

/** Renders the page about a logical path without a file. */
export function renderNoFile(logicalPath: string): string {
  const search = `${MEDIA_MAP_PATH}?q=${encodeURIComponent(logicalPath)}`;
  return renderPage(
    "No such file",
    markup`<h1>No media at <code>${logicalPath}</code></h1>\n<p><a href="${search}">Search the media map</a></p>`,
  );
}

function renderFile({ source, path, bytes, image }: ShownFile, index: number): Markup {
  const position = sealPosition({ file: path, line: 1, column: 1 });
  const picture = image === undefined ? "" : markup`<p><img src="${image}" alt="The file of ${source}"></p>`;
  return markup`<li><strong>${source}</strong> <span class="dim">${index === 0 ? "wins" : "is shadowed"}, ${formatBytes(bytes)}</span>
<form method="post" action="${EDITOR_PATH}"><button name="position" value="${position}" title="Open in your editor"><code>${path}</code></button></form>${picture}</li>\n`;
}
