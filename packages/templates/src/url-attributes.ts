/** Attributes of HTML and SVG whose value a browser may follow or load. */
const ATTRIBUTES = "href|src|action|formaction|data|poster|cite|background|ping|manifest|xlink:href";
/** `<meta http-equiv="refresh" content="0; url=...">`, whose URL may stand in quotes of its own. */
const REFRESH = `content\\s*=\\s*["']?[^"'>]*\\burl\\s*=\\s*["']?`;
/** Stands for a printed value in the text that leads up to another. */
const VALUE = "\0";
// Values before this one count as nothing: in `href="{% if a %}{{ x }}{% else %}{{ y }}{% endif %}"` only one is printed.
const LEADS_TO_URL = new RegExp(`[\\s"'/${VALUE}](?:(?:${ATTRIBUTES})\\s*=\\s*["']?|${REFRESH})[\\s${VALUE}]*$`, "i");
/** Longer than an attribute's name and what surrounds it. */
const FAR_ENOUGH = 200;

/** Follows the text of a template, to tell where the value of a URL attribute begins. */
export interface UrlAttributes {
  /** Template text, in order. */
  text(text: string): void;
  /** @returns whether the value that is printed here begins a URL */
  value(): boolean;
}

/** Starts at the beginning of a template. */
export function createUrlAttributes(): UrlAttributes {
  let before = "";
  return {
    text(text) {
      before = (before + text).slice(-FAR_ENOUGH);
    },
    value() {
      const isUrl = LEADS_TO_URL.test(before);
      before = `${before}${VALUE}`.slice(-FAR_ENOUGH);
      return isUrl;
    },
  };
}

/**
 * Makes a URL inert that a browser would run as a program: `javascript:`, `vbscript:`, and `data:` except for images.
 *
 * @param url as it is to be printed; browsers overlook control characters and spaces in a scheme (WHATWG URL, 4.4)
 */
export function defuseUrl(url: string): string {
  // oxlint-disable-next-line no-control-regex
  const seen = url.replaceAll(/[\u0000-\u0020\u007F-\u00A0]/g, "");
  return /^(?:javascript|vbscript|data(?!:image\/)):/i.test(seen) ? `unsafe:${url}` : url;
}
