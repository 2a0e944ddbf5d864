/** The attributes of HTML and SVG whose URL a browser may follow or load. */
const ATTRIBUTES = "href|src|action|formaction|data|poster|cite|background|ping|manifest|xlink:href";
/** `<meta http-equiv="refresh" content="0; url=...">`. The URL may have its own quotes. */
const REFRESH = `content\\s*=\\s*["']?[^"'>]*\\burl\\s*=\\s*["']?`;
/** Represents a printed value in the text before another. */
const VALUE = "\0";
// Values before this one count as empty: in `href="{% if a %}{{ x }}{% else %}{{ y }}{% endif %}"` only one is printed.
const LEADS_TO_URL = new RegExp(`[\\s"'/${VALUE}](?:(?:${ATTRIBUTES})\\s*=\\s*["']?|${REFRESH})[\\s${VALUE}]*$`, "i");
/** How much text before a value is kept: more than the name of an attribute needs. */
const MAX_TEXT_BEFORE = 200;

/** Reads the text of a template, to detect where the value of a URL attribute starts. */
export interface UrlAttributes {
  /** Adds the next text of the template. */
  text(text: string): void;
  /** @returns whether a value that is printed here is the start of a URL */
  value(): boolean;
}

/** Creates the detector for a template. */
export function createUrlAttributes(): UrlAttributes {
  let before = "";
  return {
    text(text) {
      before = (before + text).slice(-MAX_TEXT_BEFORE);
    },
    value() {
      const isUrl = LEADS_TO_URL.test(before);
      before = `${before}${VALUE}`.slice(-MAX_TEXT_BEFORE);
      return isUrl;
    },
  };
}

/**
 * Makes URLs harmless that a browser would run: `javascript:`, `vbscript:`, and `data:` except for images. Browsers ignore control
 * characters and spaces in a scheme (WHATWG URL, 4.4).
 *
 * @param url as it is printed
 */
export function defuseUrl(url: string): string {
  // oxlint-disable-next-line no-control-regex
  const seen = url.replaceAll(/[\u0000-\u0020\u007F-\u00A0]/g, "");
  return /^(?:javascript|vbscript|data(?!:image\/)):/i.test(seen) ? `unsafe:${url}` : url;
}
