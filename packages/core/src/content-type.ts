// `@mediaroot/core/content-type`: apart from the main entry, which needs no registry of types.
import mime from "mime";

// The registry has Node's own type for .cjs, which browsers refuse to run.
const SCRIPT = /\.cjs$/i;
const TEXTUAL = /^(?:text\/.*|application\/(?:json|manifest\+json|ld\+json))$/;
const ACTIVE = /(?:\/|\+)(?:html|xml)$/;

/**
 * Gives the Content-Type of a file by its extension: text as UTF-8, scripts as text/javascript (RFC 9239).
 *
 * @param path a file name or path
 */
export function contentType(path: string): string {
  const type = SCRIPT.test(path) ? "text/javascript" : (mime.getType(path) ?? "application/octet-stream");
  return TEXTUAL.test(type) ? `${type}; charset=utf-8` : type;
}

/** @returns whether browsers run scripts in a document of this type: HTML, SVG and other XML */
export function isActiveContent(type: string): boolean {
  return ACTIVE.test(type.replace(/;.*$/, ""));
}
