import { readFileSync } from "node:fs";
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
}

interface TemplateStoreOptions extends CompileOptions {
  readonly origins: TemplateOrigins;
}

interface Kept {
  readonly source: TemplateSource;
  readonly text: string;
}

/** Makes a store that keeps whatever it has loaded once. */
export function createLastingStore(options: TemplateStoreOptions): TemplateStore {
  const store = createFreshStore(options);
  const known = new Map<string, TemplateSource>();
  return {
    load(query) {
      const key = `${firstOrigin(query)} ${query.extending} ${String(query.name)}`;
      const kept = known.get(key);
      if (kept !== undefined) return kept;
      const loaded = store.load(query);
      if ("code" in loaded) known.set(key, loaded);
      return loaded;
    },
  };
}

/** Makes a store that reads a template whenever it is used, and compiles anew what has changed: no file time can lie to it. */
export function createFreshStore({ origins, ...options }: TemplateStoreOptions): TemplateStore {
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
  return {
    load(query) {
      const at = query.asker && locationOf(query.asker);
      const found = lookUp(origins, query, at);
      return "file" in found ? read(found, at) : found;
    },
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
