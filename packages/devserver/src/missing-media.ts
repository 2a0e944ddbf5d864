import { type DirectoryEntry, nearest, parseSegments } from "@mediaroot/core/media";
import { type MediaTree, urlOf } from "./media-tree.ts";
import type { MissingMedia } from "./pages/not-found.ts";

/** No file system holds a longer name, and comparing one with many others takes long. */
const LONGEST_NAME = 255;

/**
 * Finds out why a tree serves nothing at a path: where it was looked for, whose it would be, what is spelled nearly alike.
 *
 * @param segments the logical path
 * @param url the URL path as it was asked for
 * @throws system errors
 */
export function explainMissing(tree: MediaTree, segments: readonly string[], url: string): MissingMedia {
  const logicalPath = segments.join("/");
  const nowhere = { url, logicalPath, attempts: [], owner: undefined, near: [] };
  const parsed = parseSegments(segments);
  if (parsed.kind === "refused") return { ...nowhere, refusal: parsed.reason };
  const trace = tree.finder.trace(logicalPath);
  if (trace.kind === "refused") return { ...nowhere, refusal: trace.reason };
  const { attempts } = trace;
  const owner = attempts.flatMap(({ source }) => (source.kind === "app" ? [source.label] : []))[0];
  return { url, logicalPath, refusal: undefined, attempts, owner, near: nearUrls(tree, segments) };
}

/** Looks at the first part of the path that is not there, beside which the right name may stand. */
function nearUrls(tree: MediaTree, segments: readonly string[]): readonly string[] {
  for (let depth = tree.start.length; depth < segments.length; depth += 1) {
    const parent = segments.slice(0, depth);
    const entries = tree.finder.listDirectory(parent.join("/"))?.entries ?? [];
    const wanted = segments[depth] ?? "";
    if (entries.some(({ name, kind }) => name === wanted && kind === "directory")) continue;
    if (wanted.length > LONGEST_NAME) return [];
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    return nearest(wanted, byName.keys()).flatMap((name) => {
      const entry = byName.get(name);
      return entry === undefined ? [] : nearUrl(tree, entry, { parent, rest: segments.slice(depth + 1) });
    });
  }
  return [];
}

function nearUrl(
  tree: MediaTree,
  { name, kind }: DirectoryEntry,
  { parent, rest }: { readonly parent: readonly string[]; readonly rest: readonly string[] },
): string {
  const whole = [...parent, name, ...rest];
  if (rest.length > 0 && tree.finder.find(whole.join("/")) !== undefined) return urlOf(tree, whole);
  return urlOf(tree, kind === "directory" ? [...parent, name, ""] : [...parent, name]);
}
