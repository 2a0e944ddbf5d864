import { describe, expect, test } from "vitest";
import { settings, writeSite } from "./checked-site.test.support.ts";
import { runCli } from "./cli.test.support.ts";

describe("devserver check", () => {
  test("prints what is wrong by app, what to do, and fails", async () => {
    using tree = writeSite({ "shop/templates/shop/cart.html": `<img src="<< MEDIA_URL >>blog/img/b.png">\n` });
    const { code, stdout, stderr } = await runCli(tree.root, ["check"]);
    expect(stderr).toBe("");
    expect(stdout.split("\n")).toEqual([
      "shop",
      "  media.E004  shop/templates/shop/cart.html:1:26",
      `    blog/img/b.png is in no media source. Did you mean "blog/img/a.png"?`,
      "    Correct the path, or add the file.",
      "",
      "1 finding (1 error, 0 warnings)",
      "",
    ]);
    expect(code).toBe(1);
  });

  test("prints the first ten of a kind", async () => {
    const css = Array.from({ length: 12 }, (_, index) => `a { b: url(${index}.png) }`).join("\n");
    using tree = writeSite({ "shop/media/shop.css": css });
    const { stdout } = await runCli(tree.root, ["check"]);
    expect(stdout.match(/references\.E001/g)).toHaveLength(10);
    expect(stdout).toContain("    and 2 more of this kind: --json has all\n");
    expect(stdout).toContain("12 findings (12 errors, 0 warnings)");
  });

  test("fails at warnings with --strict alone", async () => {
    using tree = writeSite({ "media/blog/bsae.css": "" });
    expect(await runCli(tree.root, ["check"])).toMatchObject({ code: 0 });
    const { code, stdout } = await runCli(tree.root, ["check", "--strict", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        { id: "media.W003", level: "warning", app: "blog", file: tree.path("media/blog/bsae.css"), line: 1, column: 1 },
      ],
      errors: 0,
      warnings: 1,
    });
  });

  test("says the same with what it has kept of the last run, and follows a change", async () => {
    using tree = writeSite({ "node_modules/": "", "shop/media/shop.css": "a { b: url(none.png) }" });
    const [cold, warm] = [await runCli(tree.root, ["check"]), await runCli(tree.root, ["check"])];
    expect(warm).toEqual(cold);
    tree.write({ "shop/media/shop.css": "a { b: url(shop.css) }" });
    expect(await runCli(tree.root, ["check"])).toMatchObject({ code: 0, stdout: "No findings.\n" });
  });

  test("says which module an import without an extension means, and why a template that extends itself hides none", async () => {
    using tree = writeSite({
      "shop/media/shop.js": `import "./parts";`,
      "shop/media/parts/index.js": "",
      "templates/shop/cart.html": `{% extends ["shop/none.html", "shop/no.html"] %}`,
      "templates/shop/own.html": `{% extends "shop/own.html" %}`,
      "blog/templates/blog/post.html": `{% include "shop/own.html" %}`,
    });
    const { stdout } = await runCli(tree.root, ["check"]);
    expect(stdout).toContain(`"./parts" leads to shop/parts, which is not there. Did you mean "shop/parts/index.js"?`);
    expect(stdout).toContain("None of these templates exists: shop/none.html, shop/no.html.");
    expect(stdout).toContain("shop/own.html extends the template of its own name that it hides, and there is none.");
  });

  test("shows no name of a file as it is that would move the cursor or break the line", async () => {
    using tree = writeSite({ "shop/media/a\n\u001B[2Jb.css": "" });
    const { stdout } = await runCli(tree.root, ["check"]);
    expect(stdout).toContain(String.raw`shop/media/a\n\u001b[2Jb.css:1:1`);
    expect(stdout).not.toContain("\u001B");
  });

  test("names a silence that no finding can have", async () => {
    using tree = writeSite({ "settings.ts": settings(`  CHECKS: { SILENCE: ["media"] },`) });
    const { code, stderr } = await runCli(tree.root, ["check"]);
    expect(code).toBe(1);
    expect(stderr).toContain(`CHECKS.SILENCE[0]: expected { SILENCE }: ids of findings`);
  });
});
