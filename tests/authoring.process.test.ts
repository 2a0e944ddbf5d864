import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type BlogCopy, blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { startServer } from "./server-process.ts";

const DOCUMENT = readFileSync(new URL("../docs/authoring.md", import.meta.url), "utf8");

/** The files of the app: each code block whose first line names one. */
function documentedFiles(): Readonly<Record<string, string>> {
  const blocks = DOCUMENT.matchAll(/^```\w+ (swatches\/\S+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, file = "", text = ""]) => [file, text]));
}

/** The blog with the documented app in it. */
function blogWithSwatches(): BlogCopy {
  const site = copyBlog();
  site.write(documentedFiles());
  site.edit("settings.ts", (text) =>
    text
      .replace('"./contrib/admin",', '"./contrib/admin", "./swatches",')
      .replace('"/admin/": "admin"', '"/admin/": "admin", "/swatches/": "swatches"'),
  );
  return site;
}

describe("the app of docs/authoring.md", () => {
  test("has each kind of file", () => {
    expect(Object.keys(documentedFiles()).toSorted()).toEqual([
      "swatches/app.ts",
      "swatches/colour-field.ts",
      "swatches/media/css/colour-field.css",
      "swatches/media/css/swatches.css",
      "swatches/media/js/colour-field.js",
      "swatches/swatch-resource.ts",
      "swatches/swatches.test.ts",
      "swatches/swatches.ts",
      "swatches/templates/swatches/colour-field.html",
      "swatches/templates/swatches/index.html",
    ]);
  });

  test("compiles as strictly as TypeScript can", () => {
    execFileSync("tsc", ["-b", inRepository("packages/runtime")], { env: blogEnvironment() });
    using site = blogWithSwatches();
    site.write({ "tsconfig.json": JSON.stringify(STRICT) });
    const { stdout, status } = spawnSync("tsc", ["-p", "tsconfig.json"], {
      cwd: site.root,
      env: blogEnvironment(),
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([0, ""]);
  });

  test("passes the tests that it is documented with", () => {
    using site = blogWithSwatches();
    const run = ["--test", "swatches/swatches.test.ts"];
    const output = execFileSync("node", run, { cwd: site.root, env: blogEnvironment(), encoding: "utf8" });
    expect(output).toMatch(/pass 3\b/);
  });

  test("works when it is dropped into the blog: its page, its media, and its place in the admin", async () => {
    using site = blogWithSwatches();
    const options = { cwd: site.root, env: blogEnvironment() };
    await using server = await startServer("devserver", ["start", "--port", await freePort()], options);
    const page = await (await fetch(`${server.address}/swatches/?colour=%23123456`)).text();
    expect(page).toContain("The Rotating Field");
    expect(page).toContain("<code>#43b3ae</code> Verdigris");
    expect(page).toContain("You chose <code>#123456</code>");
    const urls = [...page.matchAll(/(?:href|src)="(\/media\/swatches\/[^"]+)"/g)].map(([, url]) => url ?? "");
    expect(urls).toHaveLength(3);
    for (const url of urls) expect([url, (await fetch(server.address + url)).status]).toEqual([url, 200]);
    const admin = await fetch(`${server.address}/admin/swatches/`, { redirect: "manual" });
    expect(admin.headers.get("location")).toContain("/admin/login/");
  });

  test("works once it is published as documented: JavaScript, without the admin, under its label", async () => {
    using site = blogWithSwatches();
    const manifest = publish(site);
    site.edit("settings.ts", (text) => text.replace('"./swatches"', `{ name: "${manifest.name}", label: "swatches" }`));
    const options = { cwd: site.root, env: blogEnvironment() };
    await using server = await startServer("devserver", ["start", "--port", await freePort()], options);
    expect(await (await fetch(`${server.address}/swatches/`)).text()).toContain("<code>#43b3ae</code> Verdigris");
    expect((await fetch(`${server.address}/media/swatches/js/colour-field.js`)).status).toBe(200);
  });
});

/** Builds the app in place, and moves what its documented package.json names into the site's node_modules. */
function publish(site: BlogCopy): { readonly name: string; readonly files: readonly string[] } {
  const [, text = ""] = /^```json\n(.*?)^```$/ms.exec(DOCUMENT) ?? [];
  const manifest = JSON.parse(text) as ReturnType<typeof publish>;
  site.edit("swatches/app.ts", (source) =>
    source.replace(/^import .*swatch-resource.*\n/m, "").replace("admin: swatchResources, ", ""),
  );
  const emit = { ...STRICT.compilerOptions, noEmit: false, rewriteRelativeImportExtensions: true };
  site.write({ "tsconfig.json": JSON.stringify({ compilerOptions: emit, files: ["swatches/app.ts"] }) });
  execFileSync("tsc", ["-p", "tsconfig.json"], { cwd: site.root, env: blogEnvironment() });
  const installed = readdirSync(site.path("node_modules"));
  const packages = realpathSync(site.path("node_modules"));
  rmSync(site.path("node_modules"));
  site.write({ [`node_modules/${manifest.name}/package.json`]: text });
  for (const one of installed) symlinkSync(path.join(packages, one), site.path(`node_modules/${one}`));
  for (const file of manifest.files)
    renameSync(site.path(`swatches/${file}`), site.path(`node_modules/${manifest.name}/${file}`));
  rmSync(site.path("swatches"), { recursive: true });
  return manifest;
}

function inRepository(file: string): string {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}

/** As strict as it gets, against the declarations that are published. */
const STRICT = {
  compilerOptions: {
    target: "es2024",
    module: "nodenext",
    types: ["node"],
    typeRoots: [inRepository("node_modules/@types")],
    paths: {
      "@mediaroot/core": [inRepository("packages/core/dist/index.d.ts")],
      "@mediaroot/core/*": [inRepository("packages/core/dist/*.d.ts")],
      "@mediaroot/templates": [inRepository("packages/templates/dist/index.d.ts")],
      "@mediaroot/runtime": [inRepository("packages/runtime/dist/index.d.ts")],
      "@mediaroot/runtime/testing": [inRepository("packages/runtime/dist/testing.d.ts")],
    },
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
  },
  include: ["swatches"],
};
