import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";
import { refuseNode } from "@mediaroot/core/preflight";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installPackages, PACKAGES, run } from "./installed-packages.ts";
import { startServer } from "./server-process.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const SITE = {
  "package.json": '{ "name": "site", "private": true, "type": "module" }',
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      module: "nodenext",
      target: "es2024",
      types: ["node"],
      noEmit: true,
    },
    include: ["*.ts", "blog/*.ts"],
  }),
  "settings.ts": `import { defineSettings } from "@mediaroot/core";
    export default defineSettings({ DEBUG: true, SECRET_KEY: undefined, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } });`,
  "server.ts": `import { loadProject } from "@mediaroot/core";
    import { createApplication } from "@mediaroot/runtime";
    const app = await createApplication(await loadProject());
    console.log(await app.listen({ port: 0 }));`,
  "blog/app.ts": `import { defineApp } from "@mediaroot/core";
    import type {} from "@mediaroot/runtime";
    export default defineApp({
      async routes(app) {
        app.get("/", { config: { name: "index" } }, (_request, reply) => reply.render("blog/index.html", { title: "Hello" }));
      },
    });`,
  "blog/templates/blog/index.html": `<link rel="stylesheet" href="<< MEDIA_URL >>blog/blog.css"><h1>{{ title }}</h1>`,
  "blog/media/blog.css": "h1 { color: teal }",
};

/** The code of each package's README, as files to compile. */
function readmeCode(): Tree {
  const codeOf = (name: string): string => {
    const readme = readFileSync(path.join(repository, "packages", name, "README.md"), "utf8");
    return /^```ts\n([^]*?)^```$/m.exec(readme)?.[1] ?? expect.unreachable(`the README of ${name} shows no code`);
  };
  return Object.fromEntries(PACKAGES.map((name) => [`readme-${name}.ts`, codeOf(name)]));
}

describe("the packed packages, installed by plain npm in an empty folder,", () => {
  let site: TestTree;

  beforeAll(() => {
    site = createTree({ ...SITE, ...readmeCode() });
    installPackages(site.root, ["@types/node@24.19.2"]);
  }, 240_000);

  afterAll(() => site[Symbol.dispose]());

  test.each(PACKAGES)("%s ships JavaScript and types, no sources and no tests", (name) => {
    const root = site.path("node_modules/@mediaroot", name);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" });
    expect(files).toContain(path.join("dist", "index.js"));
    expect(files).toContain(path.join("dist", "index.d.ts"));
    expect(files.filter((file) => /\.test\.|^src|tsbuildinfo/.test(file))).toEqual([]);
    expect(readFileSync(path.join(root, "package.json"), "utf8")).not.toMatch(/workspace:|\.\/src\//);
  });

  test("name the version of each library that is part of them, with its licence", () => {
    const licences = PACKAGES.flatMap((name) => {
      const file = site.path("node_modules/@mediaroot", name, "dist/LICENSES.txt");
      return existsSync(file) ? readFileSync(file, "utf8").split("\n---\n\n") : [];
    });
    expect(licences.length).toBeGreaterThan(0);
    for (const licence of licences) expect(licence).toMatch(/^(?:@[\w-]+\/)?[\w.-]+ \d+\.\d+\.\d+/);
  });

  test("compile a stranger's app, and what their READMEs show, in strict mode", () => {
    expect(run(site.root, path.join(repository, "node_modules/.bin/tsc"), "-p", ".")).toBe("");
  });

  test("start a development server", async () => {
    await using server = await startServer("npx", ["devserver", "start", "--port", "8310"], { cwd: site.root });
    expect(await (await fetch(`${server.address}/`)).text()).toContain("<h1>Hello</h1>");
    expect(await (await fetch(`${server.address}/media/blog/blog.css`)).text()).toBe(SITE["blog/media/blog.css"]);
  });

  test("start a production server, with no dev server in sight", async () => {
    await using server = await startServer("node", ["server.ts"], { cwd: site.root });
    expect(await (await fetch(`${server.address}/`)).text()).toContain('href="/media/blog/blog.css"');
  });

  test.each(["devserver", "syncmedia", "create-mediaroot"])(
    "say by %s what an old Node is, before all else",
    (command) => {
      // It has not what modules of Mediaroot begin with.
      const old = `Object.defineProperty(process.versions, "node", { value: "18.20.8" }); delete process.getBuiltinModule;`;
      const preload = `--import=data:text/javascript,${encodeURIComponent(old)}`;
      const parameters = [preload, site.path("node_modules/.bin", command), "--version"];
      const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: site.root, encoding: "utf8" });
      expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: "", stderr: `${refuseNode("18.20.8")}\n` });
    },
  );

  describe("have the module of the thread of syncmedia", () => {
    const start = (name: string, options: WorkerOptions = {}): Worker =>
      new Worker(site.path(`node_modules/@mediaroot/syncmedia/dist/${name}.js`), options);

    test("that looks at files", async () => {
      const worker = start("looking");
      worker.postMessage({ paths: [] });
      expect(await once(worker, "exit")).toEqual([0]);
    });

    test("that copies", async () => {
      const worker = start("copying");
      worker.postMessage({ orders: [] });
      expect(await once(worker, "message")).toEqual([new Map()]);
      await worker.terminate();
    });

    test("that reads", async () => {
      const worker = start("reading", { workerData: { files: [] } });
      expect(await once(worker, "exit")).toEqual([0]);
    });
  });

  test("put media in place for production", () => {
    run(site.root, "npx", "syncmedia");
    expect(readFileSync(site.path("media/blog/blog.css"), "utf8")).toBe(SITE["blog/media/blog.css"]);
  });
});
