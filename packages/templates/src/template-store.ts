import { readFileSync } from "node:fs";
import { sameIdentity } from "@mediaroot/core";
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

/** A file this much younger than its reading (ms) may have changed without a trace: clocks of file systems tick coarsely. */
const COARSEST_TICK = 2000;

interface Kept {
  readonly source: TemplateSource;
  readonly text: string;
  /** When the file was read, in milliseconds. */
  readonly readAt: number;
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

/** Makes a store that looks at the disk whenever a template is used, and compiles anew what has changed. */
export function createFreshStore({ origins, ...options }: TemplateStoreOptions): TemplateStore {
  const all = new Map<string, Kept>();
  const read = (found: TemplateFile, at: TemplateLocation | undefined): TemplateSource => {
    const identity = `${found.origin.index} ${found.name}`;
    const kept = all.get(identity);
    if (kept !== undefined && isSettled(kept, found)) return kept.source;
    const readAt = Date.now();
    const text = readable({ file: found.file, at }, () => readFileSync(found.file, "utf8"));
    const source = kept?.text === text ? { ...kept.source, ...found } : compileSource(found, text, options);
    all.set(identity, { source, text, readAt });
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

function isSettled({ source, readAt }: Kept, { identity }: TemplateFile): boolean {
  if (!sameIdentity(source.identity, identity)) return false;
  return readAt - Math.max(identity.mtimeMs, identity.ctimeMs) > COARSEST_TICK;
}
