import { didYouMean, MediarootError, reasonOf } from "@mediaroot/core";
import { suggest } from "@mediaroot/core/internal";
import { TemplateError, templateError, type TemplateLocation } from "../errors.ts";
import { Environment, SafeString, Template } from "../compile/nunjucks.ts";
import { locationOf, type Spot, type TemplateSource } from "../compile/template-source.ts";
import type { TemplateStore } from "./template-store.ts";
import type { TemplateGlobals } from "../template-values.ts";
import type { WarnOfTemplate } from "../errors.ts";
import { defuseUrl } from "../compile/url-attributes.ts";

type Done<Value> = (error: null, value: Value) => void;

/** The template for a missing one that is included with `ignore missing`. nunjucks passes environment, context, frame and runtime first. */
const EMPTY = { root: (...args: unknown[]) => (args[4] as Done<string>)(null, "") };

/** Nesting beyond this is a loop. */
const MAX_DEPTH = 100;

type Macro = (this: unknown, ...args: unknown[]) => unknown;

interface DefinedSpot extends Spot {
  readonly name: string;
  readonly context: { readonly ctx: object };
}

/** The environment of nunjucks over a template store. Compiled templates call its methods. */
export class TemplateEnvironment extends Environment {
  readonly #store: TemplateStore;
  readonly #warn: WarnOfTemplate;
  readonly #templates = new WeakMap<object, Template>();
  /** The templates being rendered, each requested by the one before. */
  readonly #chain: TemplateSource[] = [];

  constructor(store: TemplateStore, warn: WarnOfTemplate) {
    super([], { autoescape: true });
    this.#store = store;
    this.#warn = warn;
  }

  /** Renders a template by name, or the first that exists of a list. It may be called while another is rendered. */
  renderTemplate(name: string | readonly string[], context: object, globals: TemplateGlobals): string {
    if (this.#chain.length === 0) this.#store.beginPage();
    const before = this.globals;
    this.globals = globals;
    try {
      return this.#load(name, { extending: false, optional: false }).render(context);
    } finally {
      this.globals = before;
    }
  }

  // oxlint-disable-next-line max-params -- nunjucks calls it
  getTemplate(name: unknown, extending: boolean, requester: Spot, optional: boolean, done: Done<Template>): void {
    done(null, this.#load(name, { requester, extending, optional }));
  }

  /** @param wanted a name, or a list of names, of which the first that exists is taken */
  #load(
    wanted: unknown,
    how: { readonly requester?: Spot; readonly extending: boolean; readonly optional: boolean },
  ): Template {
    const { requester, extending, optional } = how;
    const at = requester && locationOf(requester);
    const names = namesOf(wanted);
    const tried: string[] = [];
    for (const name of names) {
      const found = this.#store.load({ name, requester, extending });
      if ("code" in found) return this.#enterable(found, at);
      tried.push(...found);
    }
    if (optional) return this.#templateOf(EMPTY);
    if (names.length === 0)
      throw templateError("TEMPLATE_NAME_REFUSED", { name: wanted, reason: "is an empty list", at });
    const texts = names.map(String);
    throw templateError("TEMPLATE_NOT_FOUND", { names: texts, tried, near: suggest(this.#store.near(texts)), at });
  }

  #enterable(found: TemplateSource, at: TemplateLocation | undefined): Template {
    if (this.#chain.length < MAX_DEPTH) return this.#templateOf(found.code);
    throw templateError("TEMPLATE_RECURSION", { chain: this.#circle(found), at });
  }

  #templateOf(code: object): Template {
    const made = this.#templates.get(code) ?? new Template({ type: "code", obj: code }, this, "", true);
    this.#templates.set(code, made);
    return made;
  }

  #circle(found: TemplateSource): readonly string[] {
    const last = this.#chain.findLastIndex(({ file }) => file === found.file);
    return [...this.#chain.slice(last === -1 ? -5 : last), found].map(({ name }) => name);
  }

  enter(template: TemplateSource): void {
    this.#chain.push(template);
  }

  leave(): void {
    this.#chain.pop();
  }

  /** Adds the location in the template to an error, unless it has one. */
  located(error: unknown, spot: Spot): TemplateError {
    if (error instanceof TemplateError && error.location !== undefined) return error;
    const reason = reasonOf(error);
    const fix = error instanceof MediarootError ? error.fix : undefined;
    return templateError("TEMPLATE_RENDER_FAILED", { at: locationOf(spot), reason, fix }, error);
  }

  /** Makes the errors of a macro name the template that defines it, and not the one that calls it. */
  placed(macro: Macro, spot: () => Spot): Macro {
    const { located } = this;
    return function placedMacro(...args) {
      try {
        return macro.apply(this, args);
      } catch (error) {
        throw located(error, spot());
      }
    };
  }

  /** Warns of an undefined value that is printed or looped over, once for each position. */
  defined(value: unknown, spot: DefinedSpot): unknown {
    const { template, name, lineno, colno } = spot;
    const position = `${lineno}:${colno}`;
    if (value !== undefined || template.warned.has(position)) return value;
    template.warned.add(position);
    const near = didYouMean(name, namesIn(spot.context.ctx, this.globals));
    this.#warn({ message: `"${name}" is not defined.${near}`, location: locationOf(spot) });
    return value;
  }

  /** Defuses a value that starts a URL. An escaped value, or the result of a macro, may be a `javascript:` URL too. */
  url(value: unknown): unknown {
    if (value === undefined || value === null) return value;
    const url = defuseUrl(String(value));
    return value instanceof SafeString ? new SafeString(url) : url;
  }

  override getFilter(name: string): unknown {
    if (Object.hasOwn(this.filters, name)) return this.filters[name];
    // Never `safe`: it would turn the escaping off.
    const names = Object.keys(this.filters).filter((known) => known !== "safe");
    throw new Error(`there is no filter "${name}".${didYouMean(name, names)}`);
  }
}

/** A name that is marked safe or was returned by a macro is an object. */
function namesOf(wanted: unknown): readonly unknown[] {
  const names: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return names.map((name) => (typeof name === "object" && name !== null ? String(name) : name));
}

/** @returns the names of all properties of objects, inherited ones too */
function namesIn(...objects: readonly object[]): readonly string[] {
  const names: string[] = [];
  // oxlint-disable-next-line guard-for-in
  for (const object of objects) for (const name in object) names.push(name);
  return names;
}
