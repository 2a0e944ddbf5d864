import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeTexts } from "./merge-text.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c", "", "}"), { maxLength: 12 });
const text = lines.map((each) => each.join("\n"));

describe("a merge of an override with what its app has changed", () => {
  test("gives the app's text for an override that nobody has edited, and the override where the app has changed nothing", () => {
    fc.assert(
      fc.property(text, text, (original, changed) => {
        const merged = { kind: "merged", text: changed };
        expect(mergeTexts({ original, override: original, app: changed })).toEqual(merged);
        expect(mergeTexts({ original, override: changed, app: original })).toEqual(merged);
        expect(mergeTexts({ original, override: changed, app: changed })).toEqual(merged);
      }),
    );
  });

  test("has the changes of both sides where they lie apart", () => {
    const original = "1\n2\n3\n4\n5\n6\n7\n";
    const merge = mergeTexts({ original, override: original.replace("2", "two"), app: original.replace("6", "six") });
    expect(merge).toEqual({ kind: "merged", text: "1\ntwo\n3\n4\n5\nsix\n7\n" });
  });

  test("names each place where both have changed the same lines, by its line in the override", () => {
    const original = "1\n2\n3\n4\n5\n";
    const merge = mergeTexts({ original, override: "0\n1\nmine\n3\n4\n5\n", app: "1\nyours\n3\n4\nfive\n" });
    expect(merge).toEqual({
      kind: "conflicts",
      conflicts: [{ line: 3, override: ["mine"], original: ["2"], app: ["yours"] }],
      marked:
        "0\n1\n<<<<<<< your file\nmine\n||||||| copied from the app\n2\n=======\nyours\n>>>>>>> the app now\n3\n4\nfive\n",
    });
  });

  test("keeps the line ends of the override, whatever those of the others are", () => {
    const merge = mergeTexts({ original: "1\n2\n3\n4\n", override: "one\r\n2\r\n3\r\n4\r\n", app: "1\n2\n3\nfour\n" });
    expect(merge).toEqual({ kind: "merged", text: "one\r\n2\r\n3\r\nfour\r\n" });
  });
});
