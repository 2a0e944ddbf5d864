import { describe, expect, test } from "vitest";
import { createMediaFinder } from "../src/finder/media-finder.ts";
import { faultOf, projectTree } from "./project.test.support.ts";
import { loadProject } from "../src/project/project.ts";
import type { Tree } from "../src/testing.ts";

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

  test("never shows a SECRET_KEY, unless it is empty", async () => {
    expect((await faultOf("{ SECRET_KEY: ['hunter2'] }")).message).not.toContain("hunter2");
    expect((await faultOf("{ SECRET_KEY: '' }")).message).toContain('found ""');
  });

  test("is an unknown key of an app, reported with the nearest", async () => {
    const fault = await faultOf("{ INSTALLED_APPS: [{ name: './a', labell: 'x' }] }", { "a/": "" });
    expect(fault.message).toBe('INSTALLED_APPS[0].labell is not a setting. Did you mean "label"?');
  });

  test.each([
    ["{ METHOD: 'move' }", 'SYNCMEDIA.METHOD: expected "copy", "link" or "auto", found "move".'],
    ["{ COMPRESS: ['gzp'] }", 'SYNCMEDIA.COMPRESS[0]: expected a list of "br", "gzip" and "zst", found "gzp".'],
    [
      "{ KEEP: { DAYS: -1 } }",
      "SYNCMEDIA.KEEP.DAYS: expected { RELEASES, DAYS }, whole numbers that are not negative, found -1.",
    ],
    ["{ KEEP: { RELEASE: 1 } }", 'SYNCMEDIA.KEEP.RELEASE is not a setting. Did you mean "RELEASES"?'],
    ["{ S3: { ENDPONT: 'x' } }", 'SYNCMEDIA.S3.ENDPONT is not a setting. Did you mean "ENDPOINT"?'],
  ])("inside a group is reported by what that key expects: %s", async (group, message) => {
    expect((await faultOf(`{ SYNCMEDIA: ${group} }`)).message).toBe(message);
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
    ["MEDIA_URL", "{ MEDIA_URL: 'https://cdn.example\"><script>/' }"],
    ["MEDIA_URL", "{ MEDIA_URL: 'https://[::1/' }"],
    ["MEDIA_URL", "{ MEDIA_URL: '//%/' }"],
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
    ["TEMPLATES.DIRS", "{ TEMPLATES: { DIRS: ['templates', '.'] } }"],
    ["TEMPLATES.DIRS", "{ TEMPLATES: { DIRS: ['..'] } }"],
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

  test.each<readonly [string, string, Tree]>([
    ["MEDIA_ROOT", "{}", { media: { link: "media" } }],
    ["MEDIA_ROOT", "{ MEDIA_ROOT: 'loop/media' }", { loop: { link: "loop" } }],
    ["MOUNTS", "{ MOUNTS: { '/css': './loop' } }", { loop: { link: "loop" } }],
    ["ROOT", "{ ROOT: 'loop' }", { loop: { link: "loop" } }],
  ])("is a link that leads to itself, in %s: %s", async (key, settings, tree) => {
    expect(await faultOf(settings, tree)).toMatchObject({
      code: "SETTING_INVALID",
      message: expect.stringMatching(new RegExp(`^${key}.*: expected a directory`)),
    });
  });

  test("is no media of an app that cannot be reached: its files are missed when they are listed", async () => {
    using tree = projectTree("{ INSTALLED_APPS: ['./admin'] }", { "admin/media": { link: "media" } });
    const project = await loadProject({ directory: tree.root });
    expect(createMediaFinder(project).list().failed).toMatchObject([{ path: tree.path("admin/media") }]);
  });
});
