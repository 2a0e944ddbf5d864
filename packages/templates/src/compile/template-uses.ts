import type { Delimiters } from "@mediaroot/core";
import { mediaNamedIn } from "./exposed-settings.ts";
import { type Node, nodes } from "./nunjucks.ts";
import { parseTemplate, SyntaxFault, type TextSurroundings } from "./template-parser.ts";
import { positionBehind, type TemplatePosition } from "./text-position.ts";

/** Something that a template names, or a piece of its text. Only what is written out is known, not what variables hold. */
export type TemplateUse = TemplatePosition &
  (
    | {
        readonly kind: "extends" | "include" | "import";
        /** The first that exists is taken. */
        readonly names: readonly string[];
        /** Whether none need exist. */
        readonly isOptional: boolean;
      }
    /** `media_url("...")`, or text directly behind MEDIA_URL. */
    | { readonly kind: "media"; readonly logicalPath: string }
    /** `url_for("...")` */
    | { readonly kind: "route"; readonly name: string }
    /** Text outside of tags, comments and raw blocks. */
    | { readonly kind: "text"; readonly text: string }
  );

/** The uses in a template, or why its text is no template. */
export type ReadTemplate =
  | { readonly kind: "read"; readonly uses: readonly TemplateUse[] }
  | ({ readonly kind: "refused"; readonly reason: string } & TemplatePosition);

/** Finds what the text of a template names, without rendering it. */
export function readTemplateUses(text: string, delimiters: Delimiters): ReadTemplate {
  const uses: TemplateUse[] = [];
  const expand = (piece: string, around: TextSurroundings): string => {
    uses.push(...usesOfText(piece, around));
    return piece;
  };
  try {
    const { tree } = parseTemplate({ text, delimiters, expand });
    return { kind: "read", uses: [...uses, ...usesOfTags(tree), ...usesOfCalls(tree)] };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const { message: reason, line, column } = error;
    return { kind: "refused", reason, line, column };
  }
}

function usesOfText(text: string, around: TextSurroundings): readonly TemplateUse[] {
  const place = { line: around.line + 1, column: around.column + 1 };
  const media = mediaNamedIn(text, around).map(({ logicalPath, at }) => ({
    kind: "media" as const,
    logicalPath,
    ...positionBehind(place, text.slice(0, at)),
  }));
  return [{ kind: "text", text, ...place }, ...media];
}

function usesOfTags(tree: Node): readonly TemplateUse[] {
  const use = (
    kind: "extends" | "include" | "import",
    { template }: { readonly template: Node },
    isOptional = false,
  ): readonly TemplateUse[] => {
    const names = namesIn(template);
    return names === undefined ? [] : [{ kind, names, isOptional, ...placeOf(template) }];
  };
  return [
    ...tree.findAll(nodes.Extends).flatMap((node) => use("extends", node)),
    ...tree.findAll(nodes.Include).flatMap((node) => use("include", node, node.ignoreMissing === true)),
    ...[...tree.findAll(nodes.Import), ...tree.findAll(nodes.FromImport)].flatMap((node) => use("import", node)),
  ];
}

/** @returns undefined if a name is not written out */
function namesIn(template: Node): readonly string[] | undefined {
  const named = template instanceof nodes.Array ? template.children : [template];
  const names = named.flatMap((node) => textOf(node) ?? []);
  return names.length === named.length ? names : undefined;
}

function usesOfCalls(tree: Node): readonly TemplateUse[] {
  return tree.findAll(nodes.FunCall).flatMap((call): readonly TemplateUse[] => {
    if (call instanceof nodes.Filter || !(call.name instanceof nodes.Symbol)) return [];
    const [first] = call.args.children;
    const text = first === undefined ? undefined : textOf(first);
    if (first === undefined || text === undefined) return [];
    if (call.name.value === "media_url") return [{ kind: "media", logicalPath: text, ...placeOf(first) }];
    return call.name.value === "url_for" ? [{ kind: "route", name: text, ...placeOf(first) }] : [];
  });
}

function textOf(node: Node): string | undefined {
  return node instanceof nodes.Literal && typeof node.value === "string" ? node.value : undefined;
}

function placeOf(node: Node): TemplatePosition {
  const { lineno, colno } = node instanceof nodes.Array ? (node.children[0] ?? node) : node;
  return { line: lineno + 1, column: colno + 1 };
}
