import { readFileSync } from "node:fs";
import path from "node:path";
import { nearest } from "@mediaroot/core/internal";
import type { TemplateLocation } from "../errors.ts";
import { readable } from "../lookup/template-entry.ts";
import type { TemplateFile, TemplateOrigins } from "../lookup/template-origins.ts";
import {
  compileSource,
  type CompileOptions,
  locationOf,
  type Spot,
  type TemplateSource,
} from "../compile/template-source.ts";

/** A request for a template. */
export interface TemplateQuery {
  readonly name: unknown;
  /** The position of the tag that names the template; undefined for a template named by code. */
  readonly requester: Spot | undefined;
  /** Whether the requesting template extends it. A template cannot extend itself. */
  readonly extending: boolean;
}

/** The compiled templates. */
export interface TemplateStore {
  /**
   * @returns the template, or all paths tried
   * @throws TEMPLATE_NAME_REFUSED, TEMPLATE_REFUSED, TEMPLATE_UNREADABLE, TEMPLATE_SYNTAX
   */
  load(query: TemplateQuery): TemplateSource | readonly string[];
  /** @returns the names of templates that are nearest to these */
  near(names: readonly string[]): readonly string[];
  /** Starts a page: unless templates are permanent, they are read from disk again. */
  beginPage(): void;
}

interface TemplateStoreOptions extends CompileOptions {
  readonly origins: TemplateOrigins;
  /** Whether a template is read only once. */
  readonly permanent: boolean;
}

const MAX_SUGGESTIONS = 3;

interface CachedTemplate {
  readonly source: TemplateSource;
  readonly text: string;
}

/** Creates the template store of a site. During a page each template is looked up once. */
export function createTemplateStore({ permanent, ...options }: TemplateStoreOptions): TemplateStore {
  const loadFromDisk = bindReader(options);
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
    near(names) {
      const all = options.origins.names();
      return [...new Set(names.flatMap((name) => nearNames(name, all)))].slice(0, MAX_SUGGESTIONS);
    },
    beginPage() {
      if (!permanent) known.clear();
    },
  };
}

/** The most common mistake is to leave out the directory in which an app keeps its templates: `post.html`. */
function nearNames(name: string, names: readonly string[]): readonly string[] {
  const near = nearest(name, names);
  if (near.length > 0) return near;
  const lastPart = path.posix.basename(name);
  const alike = new Set(nearest(lastPart, new Set(names.map((one) => path.posix.basename(one)))));
  return names.filter((one) => alike.has(path.posix.basename(one)));
}

/** Reads a template each time, and compiles it again if its text differs: the times of a file are not reliable enough. */
function bindReader({ origins, ...options }: Omit<TemplateStoreOptions, "permanent">): TemplateStore["load"] {
  const all = new Map<string, CachedTemplate>();
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
    const at = query.requester && locationOf(query.requester);
    const found = lookUp(origins, query, at);
    return "file" in found ? read(found, at) : found;
  };
}

/** A template that names itself means the template of that name that it shadows. */
function firstOrigin({ name, requester }: TemplateQuery): number {
  return requester !== undefined && requester.template.name === name ? requester.template.origin.index + 1 : 0;
}

function lookUp(
  origins: TemplateOrigins,
  query: TemplateQuery,
  at: TemplateLocation | undefined,
): TemplateFile | readonly string[] {
  const first = firstOrigin(query);
  const found = origins.find(query.name, first, at);
  if ("file" in found || first === 0 || query.extending) return found;
  // It shadows none: a template that includes itself, to render a tree for example.
  return origins.find(query.name, first - 1, at);
}
