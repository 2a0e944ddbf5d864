import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashedName } from "./hashed-name.ts";
import { nameFiles } from "./name-files.ts";
import { publish, sourceOf } from "../../tests/publish.test.support.ts";
import { surveyPublication } from "./survey.ts";

describe("a hashed name", () => {
  test.each([
    ["js/core.js", "js/core.3f2a9c1b7d4e08aa.js"],
    ["core.min.js", "core.min.3f2a9c1b7d4e08aa.js"],
    ["a.tar.gz", "a.tar.3f2a9c1b7d4e08aa.gz"],
    ["core.js.map", "core.js.3f2a9c1b7d4e08aa.map"],
    ["LICENSE", "LICENSE.3f2a9c1b7d4e08aa"],
    ["v1.2/LICENSE", "v1.2/LICENSE.3f2a9c1b7d4e08aa"],
    [".well-known/.htaccess", ".well-known/.htaccess.3f2a9c1b7d4e08aa"],
    ["a/.b.css", "a/.b.3f2a9c1b7d4e08aa.css"],
    ["日本/ü.png", "日本/ü.3f2a9c1b7d4e08aa.png"],
  ])("of %s is %s", (path, expected) => {
    expect(hashedName(path, "3f2a9c1b7d4e08aa".padEnd(64, "0"))).toBe(expected);
  });
});

describe("a file that refers to others", () => {
  test("has their hashed names in it, and a name made of its final bytes", () => {
    const { text, name, files } = publish({
      "admin/css/base.css": "\uFEFFa { b: url(../img/a.png?v=1#x) }\r\n",
      "admin/img/a.png": Uint8Array.from([0x89, 0x50, 0xff]),
    });

    const image = `a.${hash("sha256", Uint8Array.from([0x89, 0x50, 0xff])).slice(0, 16)}.png`;
    expect(name("admin/img/a.png")).toBe(`admin/img/${image}`);
    expect(files.get("admin/img/a.png")).not.toHaveProperty("content");
    expect(text("admin/css/base.css")).toBe(`\uFEFFa { b: url(../img/${image}?v=1#x) }\r\n`);
    const { content = Buffer.of(), sha256, size, hashedPath } = files.get("admin/css/base.css") ?? {};
    expect([sha256, size]).toEqual([hash("sha256", content), content.length]);
    expect(hashedPath).toBe(`admin/css/base.${hash("sha256", content).slice(0, 16)}.css`);
  });

  test("gets another name when one of them changes, however far away, and only then", () => {
    const tree = { "a.js": "import './b.js'", "b.js": "import './c.js'", "c.js": "export {}", "d.js": "f()" };
    const [before, after] = [publish(tree), publish({ ...tree, "c.js": "export { };" })];

    expect(["a.js", "b.js", "c.js"].filter((path) => before.name(path) === after.name(path))).toEqual([]);
    expect(after.name("d.js")).toBe(before.name("d.js"));
  });

  test("comes after them", () => {
    const tree = { "a.css": "@import 'b.css';", "b.css": "@import 'c.css';", "c.css": "" };
    expect([...publish(tree).files.keys()]).toEqual(["c.css", "b.css", "a.css"]);
  });

  test("across apps, absolute, and by its source map, names them relatively", () => {
    const { text, name } = publish({
      "admin/a.js": "import '/media/blog/js/b.js';\n//# sourceMappingURL=a.js.map\n",
      "admin/a.js.map": "{}",
      "blog/js/b.js": "export {};",
    });
    expect(text("admin/a.js")).toBe(
      `import '../${name("blog/js/b.js")}';\n//# sourceMappingURL=./${name("admin/a.js.map").slice("admin/".length)}\n`,
    );
  });

  test("keeps those that have plain names only, bare names and other origins", () => {
    const tree = {
      "a/a.css": "a { b: url(../photos/a.jpg), url(https://cdn.test/a.png), url(#a) }",
      "a/a.js": "import 'three';",
    };
    const { files, survey } = publish(tree, ["photos/a.jpg"]);
    expect([...files.values()].filter(({ content }) => content !== undefined)).toEqual([]);
    expect(survey.dangling).toEqual([]);
  });
});

describe("a reference that leads nowhere", () => {
  test("stays, and is reported with its file, line and column", () => {
    const { survey, text, name } = publish({
      "a/a.css": "/* a */\r\na {\r\n  b: url(gone.png), url('a.js');\r\n}",
      "a/a.js": "f();\n//# sourceMappingURL=a.js.map",
      "a/b.js": "import './%zz.js';",
    });
    expect(survey.dangling).toEqual([
      { file: "a/a.css", specifier: "gone.png", line: 3, column: 10 },
      { file: "a/a.js", specifier: "a.js.map", line: 2, column: 22 },
      { file: "a/b.js", specifier: "./%zz.js", line: 1, column: 9 },
    ]);
    expect(text("a/a.css")).toBe(`/* a */\r\na {\r\n  b: url(gone.png), url('./${name("a/a.js").slice(2)}');\r\n}`);
  });
});

describe("files that refer to each other", () => {
  const tree = {
    "a.js": "import './b.js'; export {};",
    "b.js": "import './c.js'; import './leaf.js'",
    "c.js": "import './a.js'",
    "leaf.js": "export {}",
  };
  const circle = ["a.js", "b.js", "c.js"];
  const digestOf = (path: string): string | undefined => /\.([0-9a-f]{16})\.js$/.exec(path)?.[1];

  test("share one hash, and name each other by it", () => {
    const { name, text } = publish(tree);
    expect(new Set(circle.map((path) => digestOf(name(path)))).size).toBe(1);
    expect(text("a.js")).toBe(`import './${name("b.js")}'; export {};`);
    expect(text("c.js")).toBe(`import './${name("a.js")}'`);
  });

  test("get other names when one of them changes, or what they refer to", () => {
    const before = publish(tree);
    for (const change of [{ "c.js": "import './a.js' " }, { "leaf.js": "export {};" }]) {
      const after = publish({ ...tree, ...change });
      expect(circle.filter((path) => before.name(path) === after.name(path))).toEqual([]);
    }
  });

  test("need be no more than one that refers to itself", () => {
    const { name, text } = publish({ "a/b.js": "new Worker(new URL('b.js', import.meta.url))" });
    expect(text("a/b.js")).toBe(`new Worker(new URL('./${name("a/b.js").slice(2)}', import.meta.url))`);
    expect(name("a/b.js")).not.toBe(
      publish({ "a/b.js": "new Worker(new URL('./b.js', import.meta.url)) " }).name("a/b.js"),
    );
  });
});

describe("a file that cannot be read as what it is called", () => {
  test("is published as it is, and reported", () => {
    const { survey, files } = publish({
      "a.css": Uint8Array.from([0x61, 0xe9]),
      "a.js": "import './b.js';\nexport const a = <p>it's</p>;",
      "b.js": "export {}",
    });
    expect(survey.unreadable).toEqual([
      { file: "a.css", reason: "is not valid UTF-8" },
      { file: "a.js", reason: "is not JavaScript that can be read", position: { line: 2, column: expect.any(Number) } },
    ]);
    expect([...files.keys()].toSorted()).toEqual(["a.css", "a.js", "b.js"]);
    expect([...files.values()].every(({ content }) => content === undefined)).toBe(true);
  });

  test("after it was read once is published as it is by then", () => {
    const tree: Record<string, string> = { "a.js": "import './b.js';", "b.js": "export {}" };
    const source = sourceOf(tree);
    const survey = surveyPublication(source);
    tree["a.js"] = "import './b.js'; '";

    const file = [...nameFiles(source, survey)].find(({ logicalPath }) => logicalPath === "a.js");

    expect(file).toEqual({
      logicalPath: "a.js",
      hashedPath: hashedName("a.js", hash("sha256", "import './b.js'; '")),
      sha256: hash("sha256", "import './b.js'; '"),
      size: 18,
      isRewritten: false,
    });
  });
});

test("the same files have the same names, whatever their order", () => {
  const names = ["a.js", "b.js", "c/d.js", "c/e.css", "f.png"];
  const targets = fc.array(fc.constantFrom(...names), { maxLength: 3 });
  const trees = fc.tuple(targets, targets, targets, targets, fc.constant([]));
  const contentOf = (file: string, to: readonly string[]): string =>
    to
      .map((target) => (file.endsWith(".css") ? `@import "/media/${target}";` : `import "/media/${target}";`))
      .join("\n");
  fc.assert(
    fc.property(trees, fc.shuffledSubarray(names, { minLength: names.length }), (lists, order) => {
      const tree = Object.fromEntries(names.map((file, index) => [file, contentOf(file, lists[index] ?? [])]));
      const shuffled = Object.fromEntries(order.map((file) => [file, tree[file] ?? ""]));
      const [one, other] = [publish(tree), publish(shuffled)];
      expect([...one.files.values()]).toEqual([...other.files.values()]);
      const hashed = new Set([...one.files.values()].map(({ hashedPath }) => hashedPath));
      const again = publish(
        Object.fromEntries(names.map((file) => [one.name(file), one.text(file) ?? tree[file] ?? ""])),
      );
      expect(again.survey.dangling).toEqual([]);
      const named = [...again.survey.targets.values()].flatMap((found) => [...found]);
      expect(named.filter((path) => !hashed.has(path))).toEqual([]);
    }),
  );
});
