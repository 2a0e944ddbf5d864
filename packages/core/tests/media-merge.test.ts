import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { script, stylesheet } from "../src/declarations/media-asset.ts";
import { defineMedia, mergeMedia } from "../src/declarations/media-declaration.ts";

const mediaUrl = "/media/";

/** What `work` makes the process warn of. Warnings are emitted on the next tick. */
async function warningsOf(work: () => void): Promise<readonly { name: string; message: string }[]> {
  const seen: Error[] = [];
  const listener = (warning: Error): number => seen.push(warning);
  process.on("warning", listener);
  work();
  await new Promise(setImmediate);
  process.off("warning", listener);
  return seen;
}

function js(...lists: readonly (readonly string[])[]): readonly unknown[] {
  return mergeMedia(...lists.map((list) => defineMedia({ js: list }))).js;
}

describe("mergeMedia", () => {
  test.each([undefined, null, { js: ["x.js"] }, "x.js"])(
    "refuses %j, which is no media, and says which it is",
    (wrong) => {
      expect(() => mergeMedia(defineMedia({}), wrong as never)).toThrow(
        expect.objectContaining({
          code: "MEDIA_DECLARATION_INVALID",
          message: expect.stringContaining("mergeMedia, number 2: expected what defineMedia()"),
        }),
      );
    },
  );

  test.each([
    ["keeps the order of one list", [["a", "b", "c"]], ["a", "b", "c"]],
    [
      "writes once what several name",
      [
        ["a", "b"],
        ["a", "b", "c"],
      ],
      ["a", "b", "c"],
    ],
    [
      "moves an item behind what another list wants before it",
      [
        ["a", "c"],
        ["b", "c"],
      ],
      ["a", "b", "c"],
    ],
    [
      "goes by levels, not depth first",
      [
        ["a", "b", "c"],
        ["x", "y"],
      ],
      ["a", "x", "b", "y", "c"],
    ],
    [
      "gives a late head its place in the first level",
      [["text-editor.js"], ["color-picker.js", "text-editor.js"]],
      ["color-picker.js", "text-editor.js"],
    ],
    ["takes an item directly after itself as one", [["a", "a", "b"]], ["a", "b"]],
    ["ignores empty lists", [[], ["a"], []], ["a"]],
  ])("%s", (_what, lists, expected) => {
    expect(js(...lists)).toEqual(expected);
  });

  test("merges each medium by itself and sorts the media", () => {
    const media = mergeMedia(
      defineMedia({ css: { screen: ["b.css"], all: ["y.css"] } }),
      defineMedia({ css: { print: ["p.css"], screen: ["a.css", "b.css"] } }),
    );
    expect(Object.keys(media.css)).toEqual(["all", "print", "screen"]);
    expect(media.css).toEqual({ all: ["y.css"], print: ["p.css"], screen: ["a.css", "b.css"] });
  });

  test("does not depend on how the sum was bracketed", () => {
    const [a, b, c] = [
      ["1", "2", "3"],
      ["2", "4"],
      ["5", "4", "3"],
    ].map((list) => defineMedia({ js: list }));
    if (a === undefined || b === undefined || c === undefined) expect.unreachable();
    else expect(mergeMedia(mergeMedia(a, b), c).js).toEqual(mergeMedia(a, mergeMedia(b, c)).js);
  });

  test("takes a path and a declaration with attributes for one file, which keeps the attributes", async () => {
    const deferred = script("x.js", { defer: true });
    const plain = ["x.js", script("x.js"), script("x.js", { async: false })];
    const warnings = await warningsOf(() => {
      for (const files of [
        [deferred, ...plain],
        [...plain, deferred],
        [...plain, deferred, ...plain],
      ]) {
        const media = mergeMedia(...files.map((one) => defineMedia({ js: [one] })));
        expect(media.js).toEqual([deferred]);
        expect(media.render({ mediaUrl })).toBe('<script src="/media/x.js" defer></script>');
      }
    });
    expect(warnings).toEqual([]);
  });

  test("keeps the place of the first declaration, and the attributes of a later one", () => {
    const sheet = stylesheet("a.css", { integrity: "sha256-x" });
    const media = mergeMedia(defineMedia({ css: { all: ["a.css", "b.css"] } }), defineMedia({ css: { all: [sheet] } }));
    expect(media.css).toEqual({ all: [sheet, "b.css"] });
  });

  test("warns once of attributes that contradict the first", async () => {
    const all = (): unknown =>
      mergeMedia(
        defineMedia({ js: [script("y.js", { defer: true, id: "y" }), "z.js"] }),
        defineMedia({ js: [script("y.js", { id: "y", defer: true }), script("z.js", { integrity: "sha256-x" })] }),
        defineMedia({ js: [script("y.js", { async: true })], css: { all: ["z.js"] } }),
      ).js;
    const warnings = await warningsOf(() => {
      expect(all()).toEqual([script("y.js", { defer: true, id: "y" }), script("z.js", { integrity: "sha256-x" })]);
      all();
    });
    expect(warnings).toMatchObject([
      {
        name: "MediaAttributeConflictWarning",
        message: expect.stringContaining(
          'y.js is declared with different attributes: first with id="y" defer, then with async.',
        ),
      },
    ]);
  });

  test("warns of lists that contradict each other, names them, and keeps the order first seen", async () => {
    const warnings = await warningsOf(() => {
      expect(js(["one.js", "two.js"], ["other.js"], ["two.js", "one.js"])).toEqual(["one.js", "two.js", "other.js"]);
    });
    expect(warnings).toMatchObject([
      {
        name: "MediaOrderConflictWarning",
        message: expect.stringContaining("[one.js, two.js], [other.js], [two.js, one.js]"),
      },
    ]);
  });

  test("warns of one contradiction once, however often a page is asked for", async () => {
    const merge = (): unknown => js(["again.js", "twice.js"], ["twice.js", "again.js"]);
    expect(await warningsOf(() => [merge(), merge()])).toHaveLength(1);
    expect(await warningsOf(merge)).toHaveLength(0);
  });

  test("treats names such as __proto__ as names", () => {
    const css = Object.fromEntries([["__proto__", ["x.css"]]]);
    expect(
      mergeMedia(defineMedia({ css: { all: ["a.css"] } }), defineMedia({ js: ["constructor", "__proto__"] })).js,
    ).toEqual(["constructor", "__proto__"]);
    expect(defineMedia({ css }).render({ mediaUrl })).not.toContain("undefined");
  });
});

test("a merge is the same however the sum is bracketed", () => {
  const ordered = fc.array(fc.constantFrom(..."abcdefgh"), { maxLength: 5 }).map((items) => [...new Set(items)].sort());
  fc.assert(
    fc.property(fc.array(ordered, { minLength: 1 }), fc.nat(), (lists, cut) => {
      const media = lists.map((one) => defineMedia({ js: one }));
      const at = cut % (media.length + 1);
      const bracketed = mergeMedia(mergeMedia(...media.slice(0, at)), mergeMedia(...media.slice(at)));
      expect(bracketed.js).toEqual(mergeMedia(...media).js);
    }),
  );
});
