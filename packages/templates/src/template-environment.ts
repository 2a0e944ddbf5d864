import { didYouMean, MediarootError, reasonOf } from "@mediaroot/core";
import { TemplateError, templateError } from "./errors.ts";
import { Environment, SafeString, Template } from "./nunjucks.ts";
import { locationOf, type Spot, type TemplateSource } from "./template-source.ts";
import type { TemplateStore } from "./template-store.ts";
import type { TemplateGlobals } from "./template-values.ts";
import type { WarnOfTemplate } from "./template-warning.ts";
import { defuseUrl } from "./url-attributes.ts";

type Done<Value> = (error: null, value: Value) => void;

/** What `ignore missing` includes. nunjucks calls it with the environment, context, frame and runtime first. */
const EMPTY = { root: (...args: unknown[]) => (args[4] as Done<string>)(null, "") };

/** Deeper than templates nest that mean to. */
const DEEPEST = 100;

type Macro = (this: unknown, ...args: unknown[]) => unknown;

interface DefinedSpot extends Spot {
  readonly name: string;
  readonly context: { readonly ctx: object };
}

/** nunjucks' environment over a template store. Compiled templates call its methods. */
export class TemplateEnvironment extends Environment {
  readonly #store: TemplateStore;
  readonly #warn: WarnOfTemplate;
  readonly #templates = new WeakMap<object, Template>();
  /** The templates being rendered, each asked for by the one before. */
  readonly #chain: TemplateSource[] = [];

  constructor(store: TemplateStore, warn: WarnOfTemplate) {
    super([], { autoescape: true });
    this.#store = store;
    this.#warn = warn;
  }

  /** Renders a template by name. May be called while another is rendered. */
  renderTemplate(name: string, context: object, globals: TemplateGlobals): string {
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
  getTemplate(name: unknown, extending: boolean, asker: Spot, optional: boolean, done: Done<Template>): void {
    done(null, this.#load(name, { asker, extending, optional }));
  }

  #load(
    name: unknown,
    how: { readonly asker?: Spot; readonly extending: boolean; readonly optional: boolean },
  ): Template {
    const { asker, extending, optional } = how;
    const at = asker && locationOf(asker);
    // A name that was marked safe, or came out of a macro.
    const wanted = typeof name === "object" && name !== null ? String(name) : name;
    const found = this.#store.load({ name: wanted, asker, extending });
    if ("code" in found) {
      if (this.#chain.length >= DEEPEST) throw templateError("TEMPLATE_RECURSION", { chain: this.#circle(found), at });
      return this.#templateOf(found.code);
    }
    if (optional) return this.#templateOf(EMPTY);
    const facts = { name: String(wanted), tried: found, near: this.#store.suggest(String(wanted)), at };
    throw templateError("TEMPLATE_NOT_FOUND", facts);
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

  /** Gives an error that passes through a template the place where it happened, unless it has one. */
  located(error: unknown, spot: Spot): TemplateError {
    if (error instanceof TemplateError && error.location !== undefined) return error;
    const reason = reasonOf(error);
    const fix = error instanceof MediarootError ? error.fix : undefined;
    return templateError("TEMPLATE_RENDER_FAILED", { at: locationOf(spot), reason, fix }, error);
  }

  /** Makes a macro's errors name the template that it stands in, whoever calls it. */
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

  /** Tells of a value that is printed or looped over, and is not there. */
  defined(value: unknown, spot: DefinedSpot): unknown {
    const { template, name, lineno, colno } = spot;
    const place = `${lineno}:${colno}`;
    if (value !== undefined || template.warned.has(place)) return value;
    template.warned.add(place);
    const near = didYouMean(name, namesIn(spot.context.ctx, this.globals));
    this.#warn({ message: `"${name}" is not defined.${near}`, location: locationOf(spot) });
    return value;
  }

  /** Takes a value that begins a URL. What is escaped, or came out of a macro, may be a program all the same. */
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

/** Every name that objects have, inherited ones too. */
function namesIn(...objects: readonly object[]): readonly string[] {
  const names: string[] = [];
  // oxlint-disable-next-line guard-for-in
  for (const object of objects) for (const name in object) names.push(name);
  return names;
}
