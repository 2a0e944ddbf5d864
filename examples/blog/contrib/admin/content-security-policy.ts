import type { Project } from "@mediaroot/core";

/**
 * The policy of one page of the admin (https://www.w3.org/TR/CSP3/): the scripts and style sheets that carry its nonce, no
 * others, whatever somebody manages to write into a page.
 *
 * @param project in development its own scripts are let in as well: live reload adds one to each page
 * @param nonce of the page: another one each time
 */
export function contentSecurityPolicy({ debug, mediaUrl }: Project, nonce: string): string {
  const named = debug ? `'self' 'nonce-${nonce}'` : `'nonce-${nonce}'`;
  const media = URL.canParse(mediaUrl) ? ` ${new URL(mediaUrl).origin}` : "";
  return [
    "default-src 'none'",
    `script-src ${named}`,
    `style-src ${named}`,
    // A table that is aligned by the preview of a post.
    "style-src-attr 'unsafe-inline'",
    // A post may show images of any site.
    `img-src 'self' data: https:${media}`,
    `font-src 'self'${media}`,
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
