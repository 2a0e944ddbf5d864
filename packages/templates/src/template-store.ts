import { readFileSync } from "node:fs";
import path from "node:path";
import { nearest, suggest } from "@mediaroot/core";
import type { TemplateLocation } from "./errors.ts";
import { readable, type TemplateFile, type TemplateOrigins } from "./template-origins.ts";
import { compileSource, type CompileOptions, locationOf, type Spot, type TemplateSource } from "./template-source.ts";

/** What a template is asked for with. */
export interface TemplateQuery {
  readonly name: unknown;
  readonly asker: Spot | undefined;
  /** Whether the asker is to extend it: a template can be no parent of itself. */
  readonly extending: boolean;
}

/** The compiled templates. */
export interface TemplateStore {
  /**
   * @returns the template, or every path tried
   * @throws TEMPLATE_NAME_REFUSED, TEMPLATE_REFUSED, TEMPLATE_UNREADABLE, TEMPLATE_SYNTAX
   */
  load(query: TemplateQuery): TemplateSource | readonly string[];
  /** @returns the names that somebody may have meant: ` Did you mean "teslablog/post.html"?`, or an empty string */
  suggest(name: string): string;
  /** Begins a page: unless templates are kept for good, whatever is loaded from now on is what the disk holds. */
  beginPage(): void;
}

interface TemplateStoreOptions extends CompileOptions {
  readonly origins: TemplateOrigins;
  /** Whether a template is read once and never again. */
  readonly lasting: boolean;
}

const MOST_SUGGESTIONS = 3;

interface Kept {
  readonly source: TemplateSource;
  readonly text: string;
}

/** Makes the store of a site. Within one page each template is looked for once. */
export function createTemplateStore({ lasting, ...options }: TemplateStoreOptions): TemplateStore {
  const loadFromDisk = createReader(options);
  const known = new Map<string, TemplateSource>();
  return {
    load(query) {
      const key = `${firstOrigin(query)} ${query.extending} ${String(query.name)}`;
      const kept = known.get(key);
      if (kept !== undefined) return kept;
      const loaded = loadFromDisk(query);
      if ("code" in loaded) known.set(key, loaded);
      return loaded;
    },
    suggest: (name) => suggestNames(name, options.origins.names()),
    beginPage() {
      if (!lasting) known.clear();
    },
  };
}

/** The most common slip is to leave out the directory that an app keeps its templates in: `post.html`. */
function suggestNames(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  if (near.length > 0) return suggest(near);
  const lastPart = path.posix.basename(name);
  const alike = new Set(nearest(lastPart, new Set(names.map((one) => path.posix.basename(one)))));
  return suggest(names.filter((one) => alike.has(path.posix.basename(one))).slice(0, MOST_SUGGESTIONS));
}

/** Reads a template each time, and compiles it anew when it says something else: no file time can lie about that. */
function createReader({ origins, ...options }: Omit<TemplateStoreOptions, "lasting">): TemplateStore["load"] {
  const all = new Map<string, Kept>();
  const read = (found: TemplateFile, at: TemplateLocation | undefined): TemplateSource => {
    const identity = `${found.origin.index} ${found.name}`;
    const text = readable({ file: found.file, at }, () => readFileSync(found.file, "utf8"));
    const kept = all.get(identity);
    if (kept?.text === text) return kept.source;
    const source = compileSource(found, text, options);
    all.set(identity, { source, text });
    return source;
  };
  return (query) => {
    const at = query.asker && locationOf(query.asker);
    const found = lookUp(origins, query, at);
    return "file" in found ? read(found, at) : found;
  };
}

/** A template that asks for its own name means the one that it hides. */
function firstOrigin({ name, asker }: TemplateQuery): number {
  return asker !== undefined && asker.template.name === name ? asker.template.origin.index + 1 : 0;
}

function lookUp(
  origins: TemplateOrigins,
  query: TemplateQuery,
  at: TemplateLocation | undefined,
): TemplateFile | readonly string[] {
  const first = firstOrigin(query);
  const found = origins.find(query.name, first, at);
  if ("file" in found || first === 0 || query.extending) return found;
  // It hides none: a template that includes itself, as trees do.
  return origins.find(query.name, first - 1, at);
}
