import markdownIt from "markdown-it";

// With `html: false` tags stay text. markdown-it itself refuses links to `javascript:` and the like.
const markdown = markdownIt({ html: false, linkify: true, typographer: true });

// The page of a post has its title as h1, so the highest heading within the post becomes an h2.
markdown.core.ruler.push("headings_below_the_title", ({ tokens }) => {
  const headings = tokens.filter(({ tag }) => /^h[1-6]$/.test(tag));
  const levelOf = (tag: string): number => Number(tag.slice(1));
  const lower = 2 - Math.min(...headings.map(({ tag }) => levelOf(tag)));
  for (const heading of headings) heading.tag = `h${Math.min(6, levelOf(heading.tag) + lower)}`;
});

// Code that is wider than the page can be scrolled by keyboard, too.
for (const name of ["fence", "code_block"] as const) {
  const rule = markdown.renderer.rules[name];
  markdown.renderer.rules[name] = (...code) => rule?.(...code).replace(/^<pre/, '<pre tabindex="0"') ?? "";
}

/** @returns the HTML of a text in Markdown. It is safe to print without escaping */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
