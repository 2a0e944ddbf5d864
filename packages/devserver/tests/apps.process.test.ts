import path from "node:path";
import { describe, expect, test } from "vitest";
import { runCli } from "./cli.test.support.ts";
import { createOverriddenSite } from "./overridden-site.test.support.ts";

describe("devserver apps", () => {
  test("lists each app with its version, place, media, overrides and prefixes", async () => {
    using tree = createOverriddenSite();
    tree.write({
      "settings.ts": `export default { INSTALLED_APPS: ["./contrib/admin", "./blog", "@acme/shop", { name: "easymde", media: "dist" },
        { name: "katex", media: "." }], URLS: { "/": "blog", "/more/": "blog" } };`,
      "package.json": `{ "type": "module", "version": "9.9.9" }`,
      "node_modules/@acme/shop/package.json": `{ "version": "1.0.0" }`,
      "node_modules/easymde/package.json": `{ "version": "2.21.0" }`,
      "node_modules/easymde/dist/easymde.js": "x".repeat(2500),
      "node_modules/katex/katex.css": "css",
      "node_modules/katex/.hidden": "is not served",
    });
    const { code, stdout, stderr } = await runCli(tree.root, ["apps"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")).toEqual([
      "label    version  place                      files   bytes  overrides  routes",
      "admin    -        contrib/admin                  2    14 B          1  -",
      "blog     -        blog                           0     0 B          0  / /more/",
      "shop     1.0.0    node_modules/@acme/shop        0     0 B          0  -",
      "easymde  2.21.0   node_modules/easymde/dist      1  2.5 kB          0  -",
      "katex    -        node_modules/katex             1     3 B          0  -",
      "",
    ]);
  });

  test("says in red which media is not there, with the directory that is near", async () => {
    using tree = createOverriddenSite();
    tree.write({
      "settings.ts": `export default { INSTALLED_APPS: [{ name: "./blog", media: "dst" }] };`,
      "blog/dist/x.css": "",
    });
    const { stdout } = await runCli(tree.root, ["apps"], { FORCE_COLOR: "1" });
    const message = `The media of "blog", ${tree.path("blog/dst")}, does not exist, though INSTALLED_APPS names it. Did you mean "dist"?`;
    expect(stdout).toContain(`\u001B[31m${message}`);
    const { apps } = JSON.parse((await runCli(tree.root, ["apps", "--json"])).stdout) as { apps: readonly object[] };
    expect(apps).toMatchObject([{ media: null, missing: expect.stringContaining(message) }]);
  });

  test("prints one JSON document", async () => {
    using tree = createOverriddenSite();
    const { stdout } = await runCli(tree.root, ["apps", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      apps: [
        {
          label: "admin",
          name: "./contrib/admin",
          version: null,
          directory: tree.path("contrib/admin"),
          place: path.join("contrib", "admin"),
          media: tree.path("contrib/admin/media"),
          missing: null,
          files: 2,
          bytes: 14,
          overrides: 1,
          templates: tree.path("contrib/admin/templates"),
          error: null,
          urls: [],
        },
        {
          label: "blog",
          name: "./blog",
          version: null,
          directory: tree.path("blog"),
          place: "blog",
          media: null,
          missing: null,
          files: 0,
          bytes: 0,
          overrides: 0,
          templates: null,
          error: null,
          urls: ["/", "/more/"],
        },
      ],
    });
  });

  test("shows the template directory that an app's own app.ts names, and prints what that prints elsewhere", async () => {
    using tree = createOverriddenSite();
    tree.write({
      "settings.ts": `export default { INSTALLED_APPS: ["./blog"] };`,
      "blog/app.ts": `setInterval(() => {}, 1000); console.log("printed"); export default { templates: { dir: "views" } };`,
      "blog/views/x.html": "",
    });
    const { stdout, stderr } = await runCli(tree.root, ["apps", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ apps: [{ templates: tree.path("blog/views") }] });
    expect(stderr).toBe("printed\n");
  });

  test("lists an app whose app.ts throws all the same, and ends with 1", async () => {
    using tree = createOverriddenSite();
    tree.write({ "blog/app.ts": `throw new Error("broken on purpose");` });
    const { code, stdout, stderr } = await runCli(tree.root, ["apps"]);
    expect(code).toBe(1);
    expect(stdout).toContain('The app.ts of "blog" cannot be imported.');
    expect(stdout).toMatch(/^admin .* contrib\/admin /m);
    expect(stderr).toContain("broken on purpose");
  });

  test("colours nothing for a pipe, and something when it is forced to", async () => {
    using tree = createOverriddenSite();
    expect((await runCli(tree.root, ["apps"])).stdout).not.toContain("\u001B");
    expect((await runCli(tree.root, ["apps"], { FORCE_COLOR: "1" })).stdout).toContain("\u001B");
    expect((await runCli(tree.root, ["apps"], { NO_COLOR: "1" })).stdout).not.toContain("\u001B");
  });
});
