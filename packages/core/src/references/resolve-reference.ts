import { encodeSegments, isPlainPath, parentOf, parseSegments } from "../logical-path.ts";
import type { Reference, ReferenceForm } from "./reference.ts";

/** The file that a reference leads to. */
export type ResolvedReference =
  | {
      readonly kind: "media";
      readonly logicalPath: string;
      /** The query and fragment as they are written, "" for none. */
      readonly suffix: string;
    }
  /** Another origin, a path outside MEDIA_URL, a `data:` URL, a directory, or the file itself by a fragment. */
  | { readonly kind: "elsewhere" }
  /** A name such as "three", which an import map resolves. */
  | { readonly kind: "bare" }
  /** No URL, or a path that no file can have. */
  | { readonly kind: "refused"; readonly reason: string };

/** Where a reference is written. */
export interface ReferenceBase {
  /** The logical path of the file that holds the reference. */
  readonly from: string;
  /** MEDIA_URL, ending in "/": a path, or the absolute URL of a CDN. */
  readonly mediaUrl: string;
}

const ELSEWHERE: ResolvedReference = { kind: "elsewhere" };
/** Any site: MEDIA_URL without an origin is a path of all of them. */
const SITE = "https://site.invalid";
const MODULE_FORMS: ReadonlySet<ReferenceForm> = new Set([
  "static-import",
  "reexport",
  "dynamic-import",
  "import-meta-resolve",
]);

/**
 * Resolves a reference as a browser does (https://url.spec.whatwg.org, and "resolve a module specifier" of HTML), to the logical path
 * of the file that the browser would request.
 */
export function resolveReference(
  { specifier, form }: Pick<Reference, "specifier" | "form">,
  { from, mediaUrl }: ReferenceBase,
): ResolvedReference {
  if (isElsewhereAtOnce(specifier)) return ELSEWHERE;
  if (isBare(specifier, form)) return { kind: "bare" };
  return resolvePlain(specifier, from) ?? resolveUrl(specifier, { from, mediaUrl });
}

function resolveUrl(specifier: string, { from, mediaUrl }: ReferenceBase): ResolvedReference {
  const media = new URL(mediaUrl, SITE);
  const url = URL.parse(specifier, media.href + encodeSegments(from.split("/")));
  if (url === null) return { kind: "refused", reason: "is no URL" };
  if (url.origin !== media.origin) return ELSEWHERE;
  return resolvePath(url.pathname, media.pathname, specifier);
}

/** Words, dots and slashes: a relative URL in which nothing is percent-encoded or escaped. */
const PLAIN = /^(?:\.{1,2}\/)*[\w-]+(?:[./][\w-]+)*$/;

/**
 * Resolves a plain relative URL within the media. Most are, and parsing each as a URL would take most of the time of a publication in
 * which nothing has changed.
 *
 * @returns undefined for any other
 */
function resolvePlain(specifier: string, from: string): ResolvedReference | undefined {
  if (!PLAIN.test(specifier)) return undefined;
  let directory = parentOf(from);
  let start = 0;
  for (; specifier[start] === "."; start = specifier.indexOf("/", start) + 1) {
    if (specifier[start + 1] !== ".") continue;
    if (directory === "") return undefined;
    directory = parentOf(directory);
  }
  const logicalPath = directory === "" ? specifier.slice(start) : `${directory}/${specifier.slice(start)}`;
  return isPlainPath(logicalPath) ? { kind: "media", logicalPath, suffix: "" } : undefined;
}

/** @returns whether a reference leads to no media, whatever file it is in: a bare name, a fragment, a `data:` URL */
export function isNeverMedia({ specifier, form }: Pick<Reference, "specifier" | "form">): boolean {
  return isElsewhereAtOnce(specifier) || isBare(specifier, form);
}

function isBare(specifier: string, form: ReferenceForm): boolean {
  return MODULE_FORMS.has(form) && !/^(?:\/|\.\.?\/)/.test(specifier) && !URL.canParse(specifier);
}

/** Most are `data:` URLs, long ones, and fragments. */
function isElsewhereAtOnce(specifier: string): boolean {
  return specifier === "" || specifier.startsWith("#") || /^data:/i.test(specifier);
}

function resolvePath(pathname: string, mediaPath: string, specifier: string): ResolvedReference {
  const segments = decodePath(pathname);
  const mount = decodePath(mediaPath)?.slice(0, -1) ?? [];
  if (segments === undefined) return { kind: "refused", reason: "has a malformed percent-encoding" };
  const isOutside = mount.some((segment, index) => segment !== segments[index]);
  const isDirectory = segments.length === mount.length || segments.at(-1) === "";
  if (isOutside || isDirectory) return ELSEWHERE;
  const path = parseSegments(segments.slice(mount.length));
  if (path.kind === "refused") return path;
  return { kind: "media", logicalPath: path.segments.join("/"), suffix: /[?#][^]*$/.exec(specifier)?.[0] ?? "" };
}

function decodePath(pathname: string): readonly string[] | undefined {
  try {
    return pathname.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
