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
 * Warns of declarations whose attributes are lost, since an earlier declaration of the same path wins, as in Django. A declaration
 * without attributes agrees with any.
 *
 * @param items the declarations that won
 * @param all all declarations
 */
export function warnOfAttributes(items: readonly Asset[], all: readonly Asset[]): void {
  const chosen = new Map(items.map((item) => [pathOf(item), renderAttributes(attributesOf(item))]));
  for (const asset of all) {
    const file = pathOf(asset);
    const [first, other] = [chosen.get(file), renderAttributes(attributesOf(asset))];
    if (other === "" || other === first) continue;
    warnOnce(
      "MediaAttributeConflictWarning",
      `${file} is declared with different attributes: first with ${first?.trim() || "none"}, then with ${other.trim()}. It is written once, with the first; declare it alike everywhere.`,
    );
  }
}

function warnOnce(type: string, message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  emitWarning(message, { type });
}
