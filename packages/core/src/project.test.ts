import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadAppConfig } from "./load-app-config.ts";
import { loadProject } from "./project.ts";
import { createTree, type TestTree, type Tree } from "./testing.ts";

function projectTree(settings: string, tree: Tree = {}): TestTree {
  return createTree({ "settings.mjs": `export default ${settings};`, ...tree });
}

async function faultOf(settings: string, tree: Tree = {}): Promise<{ code: string; message: string; fix: string }> {
  using project = projectTree(settings, tree);
  return await loadProject({ directory: project.root }).then(
    () => expect.unreachable("the project loads"),
    (error: unknown) => error as { code: string; message: string; fix: string },
  );
}

describe("loadProject", () => {
  test("tells of each path where an app is looked for, up to the one where it is, and of all where it is not", async () => {
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
      ignore: [".*", "*~", "CVS"],
      indexes: true,
      debug: false,
      mounts: [],
      sources: [{ kind: "project", mount: "", directory: tree.path("media") }],
    });
    expect(project.settings.TEMPLATES).toEqual({ DIRS: ["templates"], EXPOSE: ["MEDIA_URL"] });
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
      ignore: [".*", "*~", "CVS"],
      hosts: [],
    });
  });
});

describe("a settings file", () => {
  test.each(["x".repeat(300), "nul\0", "settings.mjs/x", "."])("named %j is told to be missing", async (settings) => {
    using tree = projectTree("{}");
    await expect(loadProject({ directory: tree.root, settings })).rejects.toMatchObject({ code: "SETTINGS_NOT_FOUND" });
  });

  test.each([".", "..", "./x/.."])("is not published by MEDIA_ROOT %s", async (mediaRoot) => {
    expect((await faultOf(`{ MEDIA_ROOT: '${mediaRoot}' }`)).message).toContain(
      "MEDIA_ROOT: expected a directory of its own",
    );
  });

  test("whose ROOT is no directory is told", async () => {
    expect((await faultOf("{ ROOT: 'none' }")).message).toBe('ROOT: expected a directory, found "none".');
  });

  test("that is missing is told with every place tried", async () => {
    using tree = createTree();
    await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({
      code: "SETTINGS_NOT_FOUND",
      exitCode: 2,
      message: expect.stringMatching(/settings\.ts[^]*settings\.mts[^]*settings\.js[^]*settings\.mjs/),
    });
  });

  test.each([
    ["throws", "throw new Error('no database');", "SETTINGS_THREW"],
    ["throws a string", "throw 'no database';", "SETTINGS_THREW"],
    ["imports what is not there", "import './nothing.ts'; export default {};", "SETTINGS_THREW"],
    ["exports nothing", "export const x = 1;", "SETTINGS_NO_EXPORT"],
    ["is empty", "", "SETTINGS_NO_EXPORT"],
    ["says nothing to anybody", "const settings = { DEBUG: true };", "SETTINGS_NO_EXPORT"],
    ["exports a list", "export default [];", "SETTINGS_NO_EXPORT"],
    ["exports a promise of settings", "export default Promise.resolve({ DEBUG: true });", "SETTINGS_NO_EXPORT"],
    ["exports a map", "export default new Map();", "SETTINGS_NO_EXPORT"],
    ["throws what has no words", "throw Object.create(null);", "SETTINGS_THREW"],
    ["throws a syntax error of its own", "export default JSON.parse('{x');", "SETTINGS_THREW"],
    ["has a getter that throws", "export default { get DEBUG() { throw new Error('no'); } };", "SETTINGS_THREW"],
    ["is a proxy that throws", "export default new Proxy({}, { ownKeys() { throw 1; } });", "SETTINGS_THREW"],
    ["exports null", "export default null;", "SETTINGS_NO_EXPORT"],
    ["holds an enum", "enum A { B } export default {};", "SETTINGS_SYNTAX"],
    [
      "holds a parameter property",
      "class A { constructor(private x: number) {} } export default {};",
      "SETTINGS_SYNTAX",
    ],
    ["is no code", "export default {", "SETTINGS_SYNTAX"],
  ])("that %s is told, with its cause", async (_, source, code) => {
    using tree = createTree({ "settings.ts": source, "package.json": '{"type":"module"}' });
    await expect(loadProject({ directory: tree.root })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(tree.path("settings.ts")),
    });
  });
});

describe("a fault of the settings", () => {
  test("names the key, what was found, and what to write", async () => {
    expect(await faultOf("{ DEBUG: 'yes' }")).toMatchObject({
      code: "SETTING_INVALID",
      message: 'DEBUG: expected true or false, found "yes".',
      fix: "Write `DEBUG: true`.",
    });
  });

  test.each([
    ["1n", "1n"],
    ["Symbol('x')", "Symbol(x)"],
    ["() => 1", "[Function: DEBUG]"],
    ["{ toJSON() { throw 1; } }", "toJSON"],
    ["(() => { const cycle = {}; cycle.cycle = cycle; return cycle; })()", "[Circular *1]"],
  ])("shows what was found, whatever it is: %s", async (found, shown) => {
    expect(await faultOf(`{ DEBUG: ${found} }`)).toMatchObject({
      code: "SETTING_INVALID",
      message: expect.stringContaining(shown),
    });
  });

  test("never shows a SECRET_KEY", async () => {
    expect((await faultOf("{ SECRET_KEY: ['hunter2'] }")).message).not.toContain("hunter2");
  });

  test("is an unknown key of an app, told with the nearest", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: [{ name: './a', labell: 'x' }] }", { "a/": "" });
    expect(fault.message).toBe('INSTALLED_APPS[0].labell is not a setting. Did you mean "label"?');
  });

  test("in a prefix is found at once, however long the prefix is", async () => {
    expect((await faultOf(`{ URLS: { '/${"a".repeat(5000)}!': 'blog' } }`)).code).toBe("SETTING_INVALID");
  });

  test("is reported together with all others", async () => {
    const fault = await faultOf("{ DEBUG: 1, MEDIA_URL: 'media', MEDIA_RUL: '/x/', SYNCMEDIA: { METHOD: 'move' } }");
    expect(fault.code).toBe("SETTINGS_INVALID");
    for (const part of [
      "DEBUG",
      "MEDIA_URL",
      'MEDIA_RUL is not a setting. Did you mean "MEDIA_URL"?',
      "SYNCMEDIA.METHOD",
    ]) {
      expect(fault.message).toContain(part);
    }
  });

  test.each([
    ["MEDIA_URL", "{ MEDIA_URL: '/' }"],
    ["MEDIA_URL", "{ MEDIA_URL: '/media' }"],
    ["MEDIA_URL", "{ MEDIA_URL: 'http://cdn.example/x' }"],
    ["MEDIA_URL", "{ MEDIA_URL: '/a/../b/' }"],
    ["MEDIA_URL", "{ MEDIA_URL: '/a//b/' }"],
    ["MEDIA_ROOT", "{ MEDIA_ROOT: '' }"],
    ["INSTALLED_APPS[0]", "{ INSTALLED_APPS: [7] }"],
    ["INSTALLED_APPS[0]", "{ INSTALLED_APPS: [{ label: 'x' }] }"],
    ["URLS", "{ URLS: { blog: 'blog' } }"],
    ["URLS", "{ URLS: { '/__devserver/': 'blog' } }"],
    ["URLS", "{ URLS: { '/../x': 'blog' } }"],
    ["URLS", "{ URLS: { '/x//y': 'blog' } }"],
    ["MEDIA_URL", "{ MEDIA_URL: '/__devserver/' }"],
    ["ADMIN_MEDIA_PREFIX", "{ ADMIN_MEDIA_PREFIX: '/__devserver/admin/' }"],
    ["MOUNTS", "{ MOUNTS: { '/': './x' } }"],
    ["TEMPLATES", "{ TEMPLATES: { EXPOSE: ['SECRET_KEY'] } }"],
    ["TEMPLATES", "{ TEMPLATES: { EXPOSE: ['MEDIA_ULR'] } }"],
    ["TEMPLATES", "{ TEMPLATES: { CONTEXT: { user: 1 } } }"],
    ["ALLOWED_HOSTS", "{ ALLOWED_HOSTS: 'example.com' }"],
    ["MEDIA_IGNORE", "{ MEDIA_IGNORE: ['dist/'] }"],
    ["MEDIA_IGNORE", "{ MEDIA_IGNORE: ['/dist'] }"],
    ["MEDIA_IGNORE", "{ MEDIA_IGNORE: ['x'.repeat(70_000)] }"],
  ])("in %s is found: %s", async (key, settings) => {
    const fault = await faultOf(settings);
    expect(fault.code).toBe("SETTING_INVALID");
    expect(fault.message).toContain(key);
    expect(fault.fix).toMatch(/write/i);
  });

  test.each(["'/media/'", "'/static/media/'", "'https://cdn.example/'", "'//cdn.example/media/'"])(
    "is not found in MEDIA_URL %s",
    async (url) => {
      using tree = projectTree(`{ MEDIA_URL: ${url} }`);
      await expect(loadProject({ directory: tree.root })).resolves.toBeDefined();
    },
  );

  test.each(["'/media/'", "'/media/admin/'", "'/media/x/'"])(
    "is an ADMIN_MEDIA_PREFIX %s at or below MEDIA_URL",
    async (prefix) => {
      expect((await faultOf(`{ ADMIN_MEDIA_PREFIX: ${prefix} }`)).message).toContain("ADMIN_MEDIA_PREFIX");
    },
  );

  test("is an ADMIN_MEDIA_PREFIX above MEDIA_URL", async () => {
    expect((await faultOf("{ MEDIA_URL: '/a/media/', ADMIN_MEDIA_PREFIX: '/a/' }")).message).toContain(
      "ADMIN_MEDIA_PREFIX",
    );
  });

  test.each(["{ URLS: { '/media/': 'blog' } }", "{ URLS: { '/media/x': 'blog' } }", "{ MOUNTS: { '/media': './x' } }"])(
    "is a prefix under MEDIA_URL: %s",
    async (settings) => {
      expect((await faultOf(settings)).message).toContain("apart from MEDIA_URL");
    },
  );

  test.each(["URLS: { '/old/': 'blog' }", "URLS: { '/old/x/': 'blog' }", "MOUNTS: { '/old': './x' }"])(
    "is a prefix under ADMIN_MEDIA_PREFIX: %s",
    async (setting) => {
      const fault = await faultOf(`{ INSTALLED_APPS: ['./blog'], ADMIN_MEDIA_PREFIX: '/old/', ${setting} }`, {
        "blog/": "",
      });
      expect(fault.message).toContain("apart from ADMIN_MEDIA_PREFIX (/old/)");
    },
  );

  test.each([
    "{ INSTALLED_APPS: ['./x'], URLS: { '/x': 'x', '/x/': 'x' } }",
    "{ INSTALLED_APPS: ['./x'], URLS: { '/x/': 'x' }, MOUNTS: { '/x': './y' } }",
  ])("is a prefix with two owners: %s", async (settings) => {
    expect((await faultOf(settings, { "x/": "" })).message).toContain("each prefix once");
  });

  test("is a label in URLS that no app has", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: ['./blog'], URLS: { '/': 'blogg' } }", { "blog/": "" });
    expect(fault).toMatchObject({ code: "SETTING_INVALID", fix: expect.stringContaining('Did you mean "blog"?') });
  });

  test.each([
    ["holds", "{ INSTALLED_APPS: ['./media/admin'] }", { "media/admin/media/": "" }],
    ["lies inside", "{ INSTALLED_APPS: ['./admin'], MEDIA_ROOT: 'admin/media/files' }", { "admin/media/": "" }],
    ["is a link to", "{ INSTALLED_APPS: ['./admin'] }", { "admin/media/": "", media: { link: "admin/media" } }],
  ] as const)("is a MEDIA_ROOT that %s an app's media", async (_, settings, tree) => {
    expect((await faultOf(settings, tree)).code).toBe("MEDIA_OVERLAP");
  });
});

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
      fix: 'Give one another label: { name: "./b/admin", label: "admin2" }.',
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

describe("an app's own code", () => {
  const load = async (source: string): Promise<unknown> => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", { "admin/app.mjs": source });
    const { registry } = await loadProject({ directory: tree.root });
    return await loadAppConfig(registry.get("admin"));
  };

  test("is not run by loadProject, and need not be there", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", { "admin/": "" });
    const { registry } = await loadProject({ directory: tree.root });
    expect(await loadAppConfig(registry.get("admin"))).toMatchObject({ configFile: undefined, config: {} });
  });

  test("is what its app file exports", async () => {
    expect(await load("export default { templates: 'views' };")).toMatchObject({ config: { templates: "views" } });
  });

  test("that throws keeps its own error, stack and all", async () => {
    await expect(load("throw new Error('app is broken');")).rejects.toMatchObject({
      code: "APP_IMPORT_FAILED",
      message: expect.stringContaining('"admin"'),
      cause: expect.objectContaining({ message: "app is broken", stack: expect.stringContaining("app.mjs") }),
    });
  });

  test("that exports nothing is told", async () => {
    await expect(load("export const x = 1;")).rejects.toMatchObject({ code: "APP_CONFIG_INVALID" });
  });
});

test("no import() of user code stands outside load-settings", () => {
  expect(readFileSync(new URL("load-app-config.ts", import.meta.url), "utf8")).not.toContain("import(");
});
