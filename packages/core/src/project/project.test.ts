import { describe, expect, test } from "vitest";
import { projectTree } from "../../tests/project.test.support.ts";
import { loadProject } from "./project.ts";
import { createTree } from "../testing.ts";

describe("loadProject", () => {
  test("reports each path where an app is looked for, up to the one where it is, or all if it is nowhere", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin', 'blog'] }", { "admin/": "", "node_modules/blog/": "" });
    const places: string[] = [];
    const options = { directory: tree.root, onLookup: (place: string) => places.push(place) };
    await loadProject(options);
    expect(places).toEqual([tree.path("admin"), tree.path("node_modules/blog")]);
    using missing = projectTree("{ INSTALLED_APPS: ['a.b'] }");
    await expect(loadProject({ ...options, directory: missing.root })).rejects.toThrow("a.b");
    expect(places).toEqual(expect.arrayContaining([missing.path("node_modules/a.b"), missing.path("a/b")]));
  });

  test("fills in the defaults", async () => {
    using tree = projectTree("{}");
    const project = await loadProject({ directory: tree.root });
    expect(project).toMatchObject({
      root: tree.root,
      settingsFile: tree.path("settings.mjs"),
      mediaRoot: tree.path("media"),
      mediaUrl: "/media/",
      ignore: [],
      indexes: undefined,
      debug: false,
      mounts: [],
      sources: [{ kind: "project", mount: "", directory: tree.path("media") }],
    });
    expect(project.settings.TEMPLATES).toEqual({
      DIRS: ["templates"],
      EXPOSE: ["MEDIA_URL"],
      FILTERS: {},
      GLOBALS: {},
    });
    expect(project.settings.SYNCMEDIA).toMatchObject({ METHOD: "copy", STRATEGY: "sync" });
  });

  test("takes TypeScript, and prefers settings.ts", async () => {
    using tree = createTree({
      "settings.ts": "const url: string = '/m/'; export default { MEDIA_URL: url };",
      "settings.mjs": "export default {};",
      "package.json": '{"type":"module"}',
    });
    expect((await loadProject({ directory: tree.root })).mediaUrl).toBe("/m/");
  });

  test("takes a settings file elsewhere, whose directory is the root unless ROOT says another", async () => {
    using tree = createTree({
      "conf/site.mjs": "export default { MEDIA_ROOT: 'files' };",
      "conf/up.mjs": "export default { ROOT: '..', INSTALLED_APPS: ['./blog'] };",
      "blog/": "",
    });
    const site = await loadProject({ directory: tree.root, settings: "conf/site.mjs" });
    expect(site.mediaRoot).toBe(tree.path("conf/files"));
    const up = await loadProject({ directory: tree.root, settings: "conf/up.mjs" });
    expect(up.registry.get("blog").directory).toBe(tree.path("blog"));
  });

  test("is plain data as far as serving media goes", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'], MOUNTS: { '/css/': './css' } }", { "admin/": "" });
    const { sources, mounts, ignore, hosts } = await loadProject({ directory: tree.root });
    expect(structuredClone({ sources, mounts, ignore, hosts })).toEqual({
      sources: [
        { kind: "project", mount: "", directory: tree.path("media") },
        { kind: "app", label: "admin", mount: "admin/", directory: tree.path("admin/media"), isNamed: false },
      ],
      mounts: [{ prefix: "/css", directory: tree.path("css") }],
      ignore: [],
      hosts: [],
    });
  });
});
