import * as z from "zod/mini";
import { coreError } from "../errors.ts";
import { hasAttributes, pathOf, type ScriptAsset, type StylesheetAsset } from "./media-asset.ts";
import { mergeInOrder } from "./media-order.ts";
import { warnOfAttributes, warnOfOrder } from "./media-warnings.ts";
import { renderScript, renderStylesheet, type RenderMediaOptions } from "./media-tags.ts";

/** The style sheets and scripts that a widget, a form or a page needs (Django's `class Media`). */
export interface MediaDeclaration {
  /** Medium (`all`, `print`, `(min-width: 40rem)`) to style sheets, in order. */
  readonly css?: Readonly<Record<string, readonly (string | StylesheetAsset)[]>> | undefined;
  /** Scripts, in order. */
  readonly js?: readonly (string | ScriptAsset)[] | undefined;
}

/** Merged media declarations. */
export interface Media {
  /** Medium to its merged list of style sheets. The media are sorted. */
  readonly css: Readonly<Record<string, readonly (string | StylesheetAsset)[]>>;
  /** The merged list of scripts. */
  readonly js: readonly (string | ScriptAsset)[];
  /** The declarations that were merged. A further merge starts from these, so that the order of merging does not matter. */
  readonly declarations: readonly MediaDeclaration[];
  /**
   * Renders the tags: style sheets, then scripts, one a line, escaped.
   *
   * @throws MEDIA_ATTRIBUTE_CONFLICT when an asset's own attribute contradicts its medium or the nonce; MEDIA_PATH_REFUSED for a
   *   relative path that is not a logical path
   */
  render(options: RenderMediaOptions): string;
}

const path = z.string().check(z.minLength(1));
const asset = (kind: "script" | "stylesheet"): z.ZodMiniType =>
  z.union([path, z.object({ kind: z.literal(kind), path, attributes: z.record(z.string(), z.unknown()) })]);
const schema = z.strictObject({
  css: z.optional(z.record(path, z.array(asset("stylesheet")))),
  js: z.optional(z.array(asset("script"))),
});

/**
 * Declares the media that a page needs. Relative paths are logical paths, and are rendered with MEDIA_URL before them; paths
 * that start with `/`, `http://` or `https://` stay as they are.
 *
 * @param declaration lists, each in the order in which its items must load
 * @throws MEDIA_DECLARATION_INVALID for anything else, such as a string in the place of a list
 * @example
 * const media = defineMedia({ css: { all: ["admin/css/forms.css"] }, js: ["admin/js/core.js"] });
 * media.render({ mediaUrl: "/media/" });
 */
export function defineMedia(declaration: MediaDeclaration): Media {
  const result = schema.safeParse(declaration);
  if (result.success) return mediaOf([declaration]);
  const where = result.error.issues[0]?.path.map(String).join(".") || "the declaration";
  throw coreError("MEDIA_DECLARATION_INVALID", {
    where,
    expected: "{ css: { medium: [path or stylesheet(...)] }, js: [path or script(...)] }",
    found: declaration,
  });
}

/**
 * Merges media as Django's `Media.merge` does. Each list keeps its order, and a file that several lists name is written once. A plain
 * path and a declaration with attributes are the same file, which keeps the attributes. The process warns of lists that contradict each
 * other (`MediaOrderConflictWarning`, the order first seen is kept) and of attributes that do (`MediaAttributeConflictWarning`, the first
 * are kept).
 *
 * @param all what `defineMedia` or `mergeMedia` returned
 * @throws MEDIA_DECLARATION_INVALID for anything else
 * @example mergeMedia(formMedia, calendarMedia).render({ mediaUrl: "/media/" })
 */
export function mergeMedia(...all: readonly Media[]): Media {
  return mediaOf(
    all.flatMap((media, index) => {
      if (isMedia(media)) return media.declarations;
      const expected = "what defineMedia() or mergeMedia() returned";
      throw coreError("MEDIA_DECLARATION_INVALID", {
        where: `mergeMedia, number ${index + 1}`,
        expected,
        found: media,
      });
    }),
  );
}

/** @returns whether a value was returned by `defineMedia` or `mergeMedia` */
export function isMedia(value: unknown): value is Media {
  return typeof value === "object" && value !== null && "declarations" in value && "render" in value;
}

function mediaOf(declarations: readonly MediaDeclaration[]): Media {
  const media = [...new Set(declarations.flatMap(({ css }) => Object.keys(css ?? {})))].sort();
  const css = Object.fromEntries(
    media.map((medium) => [medium, merged(declarations.map((one) => cssOf(one, medium)))] as const),
  );
  const js = merged(declarations.map((one) => one.js ?? []));
  return { css, js, declarations, render: (options) => renderMedia({ css, js }, options) };
}

function cssOf({ css = {} }: MediaDeclaration, medium: string): readonly (string | StylesheetAsset)[] {
  return Object.hasOwn(css, medium) ? (css[medium] ?? []) : [];
}

function merged<Asset extends string | ScriptAsset | StylesheetAsset>(
  lists: readonly (readonly Asset[])[],
): readonly Asset[] {
  const { items, conflict } = mergeInOrder(lists, pathOf);
  if (conflict) warnOfOrder(lists);
  const withAttributes = lists.flat().filter(hasAttributes);
  warnOfAttributes(withAttributes);
  const firsts = new Map(withAttributes.toReversed().map((one) => [pathOf(one), one]));
  return items.map((item) => firsts.get(pathOf(item)) ?? item);
}

function renderMedia({ css, js }: Pick<Media, "css" | "js">, options: RenderMediaOptions): string {
  const links = Object.entries(css).flatMap(([medium, sheets]) =>
    sheets.map((sheet) => renderStylesheet(sheet, medium, options)),
  );
  return [...links, ...js.map((one) => renderScript(one, options))].join("\n");
}
