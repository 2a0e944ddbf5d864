import markdownIt from "markdown-it";

// html: false keeps tags that somebody writes as text; links to javascript: and the like are refused by markdown-it itself.
const markdown = markdownIt({ html: false, linkify: true, typographer: true });

// A post's page has its title as the one h1: the highest heading within is an h2, whatever its author has begun with.
markdown.core.ruler.push("headings_below_the_title", ({ tokens }) => {
  const headings = tokens.filter(({ tag }) => /^h[1-6]$/.test(tag));
  const levelOf = (tag: string): number => Number(tag.slice(1));
  const lower = 2 - Math.min(...headings.map(({ tag }) => levelOf(tag)));
  for (const heading of headings) heading.tag = `h${Math.min(6, levelOf(heading.tag) + lower)}`;
});

// Code that is wider than the page is scrolled, by keyboard too.
for (const name of ["fence", "code_block"] as const) {
  const rule = markdown.renderer.rules[name];
  markdown.renderer.rules[name] = (...code) => rule?.(...code).replace(/^<pre/, '<pre tabindex="0"') ?? "";
}

/** @returns the HTML of a text in Markdown, safe to print as it is */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
