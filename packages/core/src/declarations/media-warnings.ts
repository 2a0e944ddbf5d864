import { emitWarning } from "node:process";
import { attributesOf, pathOf, type ScriptAsset, type StylesheetAsset } from "./media-asset.ts";
import { renderAttributes } from "./media-tags.ts";

const warned = new Set<string>();

type Asset = string | ScriptAsset | StylesheetAsset;

/** Warns that lists hold the same files in opposite orders. */
export function warnOfOrder(lists: readonly (readonly Asset[])[]): void {
  const texts = lists.filter((list) => list.length > 0).map((list) => `[${list.map(pathOf).join(", ")}]`);
  warnOnce(
    "MediaOrderConflictWarning",
    `Media files in opposite orders: ${[...new Set(texts)].join(", ")}. Write the files in the same order in each list; until then they are written in the order first seen.`,
  );
}

/**
 * Warns of declarations whose attributes are lost, since an earlier declaration of the same path has other ones.
 *
 * @param assets declarations with attributes, in order
 */
export function warnOfAttributes(assets: readonly Asset[]): void {
  const firsts = new Map<string, string>();
  for (const asset of assets) {
    const [file, attributes] = [pathOf(asset), renderAttributes(attributesOf(asset)).trim()];
    const first = firsts.get(file) ?? attributes;
    firsts.set(file, first);
    if (attributes === first) continue;
    warnOnce(
      "MediaAttributeConflictWarning",
      `${file} is declared with different attributes: first with ${first}, then with ${attributes}. It is written once, with the first; declare it alike everywhere.`,
    );
  }
}

function warnOnce(type: string, message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  emitWarning(message, { type });
}
