import { type ErrorCatalogue, MediarootError } from "@mediaroot/core";
import { defineErrors, type ErrorFactory } from "@mediaroot/core/internal";

/** A location in a template. */
export interface TemplateLocation {
  /** The file of the template, absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/** A probable mistake in a template. */
export interface TemplateWarning {
  readonly message: string;
  readonly location: TemplateLocation;
}

/** Handles a warning. It is called once for each position, in each state of the file. */
export type WarnOfTemplate = (warning: TemplateWarning) => void;

interface Located {
  /** The location; undefined if the error is in no template. */
  readonly at: TemplateLocation | undefined;
}

/** The facts from which each error of `@mediaroot/templates` is built. */
export interface TemplatesFacts {
  readonly TEMPLATE_NOT_FOUND: Located & {
    /** More than one for a list of templates, of which the first that exists is taken. */
    readonly names: readonly string[];
    readonly tried: readonly string[];
    readonly near: string;
  };
  readonly TEMPLATE_NAME_REFUSED: Located & { readonly name: unknown; readonly reason: string };
  readonly TEMPLATE_REFUSED: Located & { readonly file: string; readonly reason: string };
  readonly TEMPLATE_UNREADABLE: Located & { readonly file: string; readonly reason: string };
  readonly TEMPLATE_SYNTAX: Located & { readonly reason: string };
  readonly TEMPLATE_RENDER_FAILED: Located & { readonly reason: string; readonly fix: string | undefined };
  readonly TEMPLATE_RECURSION: Located & { readonly chain: readonly string[] };
  readonly TEMPLATE_DELIMITERS_INVALID: { readonly label: string; readonly found: unknown };
  readonly TEMPLATE_NAMES_INVALID: {
    readonly kind: "filter" | "global";
    readonly owner: string;
    readonly reason: string;
  };
  readonly TEMPLATE_NAME_CLASH: {
    readonly kind: "filter" | "global";
    readonly name: string;
    readonly first: string;
    readonly second: string;
  };
  readonly MEDIA_CONTEXT_INVALID: { readonly found: unknown };
  readonly CSRF_TOKEN_MISSING: Readonly<Record<never, never>>;
}

const quote = (value: unknown): string => JSON.stringify(value) ?? String(value);
const where = ({ at }: Located): string => (at === undefined ? "" : `${at.file}:${at.line}:${at.column}: `);

/** The errors of `@mediaroot/templates`: names, lookup, syntax, rendering. */
export const templatesErrors: ErrorCatalogue<TemplatesFacts> = {
  TEMPLATE_NOT_FOUND: {
    exitCode: 1,
    message: (f) =>
      `${where(f)}no template ${f.names.map((name) => `"${name}"`).join(" or ")}. Looked for:\n${f.tried.map((file) => `  - ${file}`).join("\n") || "  (there are no template directories)"}`,
    fix: (f) => `Create one of these files, or correct the name.${f.near}`,
  },
  TEMPLATE_NAME_REFUSED: {
    exitCode: 1,
    message: (f) => `${where(f)}${quote(f.name)} is not a template name: it ${f.reason}.`,
    fix: () => 'Name a template by its path below a template directory: "blog/post.html".',
  },
  TEMPLATE_REFUSED: {
    exitCode: 1,
    message: (f) => `${where(f)}${f.file} ${f.reason}.`,
    fix: () => "Put a regular file there, or a link to a file inside a template directory or an installed app.",
  },
  TEMPLATE_UNREADABLE: {
    exitCode: 1,
    message: (f) => `${where(f)}${f.file} cannot be read: ${f.reason}`,
    fix: () => "Allow the user of the server to read the file and the directories above it.",
  },
  TEMPLATE_SYNTAX: {
    exitCode: 1,
    message: (f) => `${where(f)}${f.reason}`,
    fix: () => "Fix the template at that place.",
  },
  TEMPLATE_RENDER_FAILED: {
    exitCode: 1,
    message: (f) => `${where(f)}${f.reason}`,
    fix: (f) => f.fix ?? "Fix the expression at that place, or what it calls (see the cause).",
  },
  TEMPLATE_RECURSION: {
    exitCode: 1,
    message: (f) => `${where(f)}templates include each other in a circle: ${f.chain.join(" -> ")}.`,
    fix: () => "Break the circle. A template that includes itself needs a condition that ends it.",
  },
  TEMPLATE_DELIMITERS_INVALID: {
    exitCode: 1,
    message: (f) =>
      `The app "${f.label}": delimiters ${quote(f.found)} are not valid. They must be two different marks, made of ()[]{}%*-+~/#,:|.<>=!, and must not start with {% or {#.`,
    fix: () => 'Write `delimiters: ["<<", ">>"]`.',
  },
  TEMPLATE_NAMES_INVALID: {
    exitCode: 1,
    message: (f) => `The ${f.kind}s of ${f.owner} are not valid: ${f.reason}.`,
    fix: (f) =>
      f.kind === "filter"
        ? "Write functions by name, such as `filters: { shout: (text) => text.toUpperCase() }`. Load what takes time in the route."
        : 'Write values by name, such as `globals: { shop_name: "Coils" }`.',
  },
  TEMPLATE_NAME_CLASH: {
    exitCode: 1,
    message: (f) => `The ${f.kind} "${f.name}" is defined by ${f.first} and by ${f.second}.`,
    fix: (f) => `Give one of them another name: templates of all apps share their ${f.kind}s.`,
  },
  MEDIA_CONTEXT_INVALID: {
    exitCode: 1,
    message: (f) => `"media" in the context is ${quote(f.found)}, but media_css and media_js print media declarations.`,
    fix: () => "Pass the result of defineMedia() or mergeMedia() as `media`, or a list of such results.",
  },
  CSRF_TOKEN_MISSING: {
    exitCode: 1,
    message: () =>
      "csrf_field() has no token: csrf_token is neither in the context nor returned by a context function.",
    fix: () => "Pass `csrf_token` in the context, or register @fastify/csrf-protection in the app's routes.",
  },
};

/** Creates an error of `@mediaroot/templates` that has no location in a template. */
export const templatesError: ErrorFactory<TemplatesFacts> = defineErrors(templatesErrors);

type LocatedCode = {
  [Code in keyof TemplatesFacts]: TemplatesFacts[Code] extends Located ? Code : never;
}[keyof TemplatesFacts];

/** An error with its location in a template, so that a page can show the line. */
export class TemplateError extends MediarootError {
  /** Undefined if the template was requested by code, not by another template. */
  readonly location: TemplateLocation | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(error: MediarootError, location: TemplateLocation | undefined) {
    const { code, fix, exitCode, cause } = error;
    super(error.message, cause === undefined ? { code, fix, exitCode } : { code, fix, exitCode, cause });
    this.location = location;
    this.file = location?.file;
    this.line = location?.line;
    this.column = location?.column;
  }
}

/**
 * Creates an error of a template.
 *
 * @param facts the facts, with the location as `at`
 */
export function templateError<Code extends LocatedCode>(
  code: Code,
  facts: TemplatesFacts[Code],
  cause?: unknown,
): TemplateError {
  return new TemplateError(templatesError(code, facts, cause), facts.at);
}
