import markdownIt from "markdown-it";

// html: false keeps tags that somebody writes as text; links to javascript: and the like are refused by markdown-it itself.
const markdown = markdownIt({ html: false, linkify: true, typographer: true });

// A post's page has its title as the one h1: the headings within go one level down.
markdown.core.ruler.push("demote_headings", ({ tokens }) => {
  for (const token of tokens) {
    const level = /^h([1-5])$/.exec(token.tag)?.[1];
    if (level !== undefined) token.tag = `h${Number(level) + 1}`;
  }
});

/** @returns the HTML of a text in Markdown, safe to print as it is */
export function renderMarkdown(text: string): string {
  return markdown.render(text);
}
