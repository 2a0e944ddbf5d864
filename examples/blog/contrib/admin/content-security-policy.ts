/**
 * The policy of one page of the admin (https://www.w3.org/TR/CSP3/): the scripts and style sheets that carry its nonce, no
 * others, whatever somebody manages to write into a page.
 *
 * @param mediaUrl MEDIA_URL
 * @param nonce of the page: another one each time
 */
export function contentSecurityPolicy(mediaUrl: string, nonce: string): string {
  const media = URL.canParse(mediaUrl) ? ` ${new URL(mediaUrl).origin}` : "";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
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
