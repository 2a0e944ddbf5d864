import { describe, expect, test } from "vitest";
import { faultOf, projectTree } from "../../tests/project.test.support.ts";
import { loadProject } from "../project/project.ts";
import { createTree } from "../testing.ts";

describe("INSTALLED_APPS", () => {
  test("finds directories, packages, folders of packages and dotted paths, in order", async () => {
    using tree = projectTree(
      "{ INSTALLED_APPS: ['./contrib/admin', 'teslablog', '@acme/forum', 'pkg/contrib/gallery', 'contrib.polls'] }",
      {
        "contrib/admin/": "",
        "contrib/polls/": "",
        "node_modules/teslablog/package.json": "{}",
        "node_modules/@acme/forum/": "",
        "node_modules/pkg/package.json": '{"exports":{}}',
        "node_modules/pkg/contrib/gallery/": "",
      },
    );
    const { registry } = await loadProject({ directory: tree.root });
    expect(registry.apps.map(({ label, directory }) => [label, directory])).toEqual([
      ["admin", tree.path("contrib/admin")],
      ["teslablog", tree.path("node_modules/teslablog")],
      ["forum", tree.path("node_modules/@acme/forum")],
      ["gallery", tree.path("node_modules/pkg/contrib/gallery")],
      ["polls", tree.path("contrib/polls")],
    ]);
  });

  test("follows a package's link to its real directory, and looks in the folders above", async () => {
    using tree = createTree({
      "store/teslablog/": "",
      "node_modules/teslablog": { link: "../store/teslablog" },
      "sites/one/settings.mjs": "export default { INSTALLED_APPS: ['teslablog'] };",
    });
    const { registry } = await loadProject({ directory: tree.path("sites/one") });
    expect(registry.get("teslablog").directory).toBe(tree.path("store/teslablog"));
  });

  test("takes a dotted name as a package when one of that literal name is installed", async () => {
    using tree = projectTree("{ INSTALLED_APPS: [{ name: 'contrib.admin', label: 'admin' }] }", {
      "contrib/admin/": "",
      "node_modules/contrib.admin/": "",
    });
    const { registry } = await loadProject({ directory: tree.root });
    expect(registry.get("admin").directory).toBe(tree.path("node_modules/contrib.admin"));
  });

  test("asks for a label where a package's name holds a dot", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: ['reveal.js'] }", { "node_modules/reveal.js/": "" });
    expect(fault).toMatchObject({
      code: "LABEL_INVALID",
      fix: 'Give it a label: { name: "reveal.js", label: "reveal" }.',
    });
  });

  test("relabels and finds media elsewhere", async () => {
    using tree = projectTree("{ INSTALLED_APPS: [{ name: 'easymde', label: 'editor', media: 'dist' }] }", {
      "node_modules/easymde/dist/easymde.js": "",
    });
    const { sources } = await loadProject({ directory: tree.root });
    expect(sources[1]).toEqual({
      kind: "app",
      label: "editor",
      mount: "editor/",
      directory: tree.path("node_modules/easymde/dist"),
      isNamed: true,
    });
  });

  test("says where a missing app was looked for", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: ['contrib.admn'] }", { "contrib/admin/": "" });
    expect(fault.code).toBe("APP_NOT_FOUND");
    expect(fault.message).toMatch(/node_modules\/contrib\.admn[^]*contrib\/admn/);
  });

  test.each([
    ["./contrib/admn", "./contrib/admin"],
    ["./contirb/admin", "./contrib/admin"],
    ["contrib.admn", "contrib.admin"],
    ["contrib", "./contrib"],
    ["easymd", "easymde"],
    ["@acme/blg", "@acme/blog"],
    ["contribs", "./contrib"],
  ])("suggests, for %s, what is near: %s", async (name, near) => {
    const fault = await faultOf(`{ INSTALLED_APPS: ['${name}'] }`, {
      "contrib/admin/": "",
      "node_modules/easymde/": "",
      "node_modules/@acme/blog/": "",
    });
    expect(fault).toMatchObject({ code: "APP_NOT_FOUND", fix: expect.stringContaining(`Did you mean "${near}"?`) });
  });

  test.each([
    ["colours", "Install the package (npm install colours), write ./"],
    ["@acme/blog/contrib/admin", "Install the package (npm install @acme/blog), write ./"],
    ["./colours", "Correct the path, which starts at the project root, or remove the entry."],
  ])("says what to do next for %s", async (name, fix) => {
    expect((await faultOf(`{ INSTALLED_APPS: ['${name}'] }`)).fix).toContain(fix);
  });

  test.each(["events", "punycode", "test", "sys"])("finds the package %s, whatever Node has built in", async (name) => {
    using tree = projectTree(`{ INSTALLED_APPS: ['${name}'] }`, { [`node_modules/${name}/`]: "" });
    const { registry } = await loadProject({ directory: tree.root });
    expect(registry.get(name).directory).toBe(tree.path("node_modules", name));
  });

  test.each(["./loop", "./" + "x".repeat(300), "fs", "./settings.mjs/app"])(
    "says that no app is at %s",
    async (name) => {
      const fault = await faultOf(`{ INSTALLED_APPS: ['${name}'] }`, { loop: { link: "loop" } });
      expect(fault.code).toBe("APP_NOT_FOUND");
      expect(fault.message).toMatch(/opened at:\n {2}- \//);
    },
  );

  test("does not take a file for an app", async () => {
    expect((await faultOf("{ INSTALLED_APPS: ['./admin'] }", { admin: "" })).code).toBe("APP_NOT_FOUND");
  });

  test("names both apps of a clash, ignoring case, and the line to write", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: ['./a/Admin', './b/admin'] }", { "a/Admin/": "", "b/admin/": "" });
    expect(fault).toMatchObject({
      code: "LABEL_CLASH",
      message: expect.stringMatching(/"\.\/a\/Admin" and "\.\/b\/admin"/),
      fix: 'Give one of them another label: { name: "./b/admin", label: "admin2" }.',
    });
  });

  test("reports a missing app and a clash together", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: ['./a', './b/a', './none'] }", { "a/": "", "b/a/": "" });
    expect(fault.code).toBe("SETTINGS_INVALID");
    expect(fault.message).toMatch(/LABEL|both have[^]*no app at/);
  });

  test("answers an unknown label with the nearest", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", { "admin/": "" });
    const { registry } = await loadProject({ directory: tree.root });
    expect(() => registry.get("admn")).toThrow(
      expect.objectContaining({
        code: "APP_UNKNOWN",
        exitCode: 2,
        message: expect.stringContaining('Did you mean "admin"?'),
      }),
    );
    expect(registry.has("__proto__")).toBe(false);
  });
});
