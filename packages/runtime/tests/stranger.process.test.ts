import { execFileSync, spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { beforeAll, describe, expect, test } from "vitest";

const require = createRequire(import.meta.url);
const directoryOf = (name: string): string => path.dirname(require.resolve(`${name}/package.json`));
const PACKAGES = path.resolve(import.meta.dirname, "../..");
const TSC = path.join(directoryOf("typescript"), "bin/tsc");
const STRICT = {
  target: "es2024",
  module: "nodenext",
  types: ["node"],
  typeRoots: [path.dirname(directoryOf("@types/node"))],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noEmit: true,
  skipLibCheck: false,
};

const APP = `
import { type AppConfig, type ContextFunction, defineApp, defineMedia } from "@mediaroot/core";
import type {} from "@mediaroot/runtime";
import type { FastifyPluginAsync } from "fastify";

const media: ReturnType<typeof defineMedia> = defineMedia({ css: { all: ["blog/blog.css"] } });
const context: ContextFunction = (request) => ({ path: request.url });

export const routes: FastifyPluginAsync = async (app) => {
  app.get<{ Params: { slug: string } }>("/posts/:slug", { config: { name: "post" } }, async (request, reply) => {
    const { slug } = request.params;
    if (slug === "old") return reply.redirect(request.url_for("blog:post", { slug: "new" }));
    return reply.code(200).render("blog/post.html", { slug, media, root: app.project.root, url: app.url_for("blog:post", { slug }), own: reply.url_for(":post", { slug }), label: app.app_label });
  });
};

declare module "@mediaroot/runtime" {
  interface RouteParameters {
    "blog:post": { readonly slug: string };
  }
}

const config: AppConfig = defineApp({ routes, context, templates: { dir: "views", delimiters: ["<<", ">>"] } });
export default config;
`;

const SERVER = `
import { loadProject } from "@mediaroot/core";
import { createApplication } from "@mediaroot/runtime";

const app = await createApplication(await loadProject(), {
  fastify: { trustProxy: true },
  setup: async (site) => void site.addHook("onSend", async (_request, reply) => void reply.header("x-frame-options", "DENY")),
});
await app.listen({ port: 8000 });
`;

const SETTINGS = `
import { defineSettings, type SettingsInput } from "@mediaroot/core";
import "@mediaroot/runtime";

const settings: SettingsInput = defineSettings({
  INSTALLED_APPS: ["./blog", { name: "easymde", media: "dist" }],
  SECRET_KEY: undefined,
  TEMPLATES: { CONTEXT: async (request) => ({ path: request.url, agent: request.headers["user-agent"] }) },
});
export default settings;
`;

/** A project with our packages as they are published, and what these depend on. */
function strangersProject(files: Readonly<Record<string, string>>, compilerOptions: object = {}): TestTree {
  const tree = createTree({
    "package.json": JSON.stringify({ type: "module" }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { ...STRICT, ...compilerOptions }, include: ["*.ts"] }),
    ...files,
  });
  for (const name of ["core", "templates", "media", "runtime"]) publish(name, tree);
  return tree;
}

interface Manifest {
  readonly publishConfig: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function publish(name: string, tree: TestTree): void {
  const from = path.join(PACKAGES, name);
  const manifest = JSON.parse(readFileSync(path.join(from, "package.json"), "utf8")) as Manifest;
  cpSync(path.join(from, "dist"), tree.path("node_modules/@mediaroot", name, "dist"), { recursive: true });
  const published = JSON.stringify({ ...manifest, ...manifest.publishConfig });
  tree.write({ [`node_modules/@mediaroot/${name}/package.json`]: published });
  // What is bundled when it is published lies beside what the compiler alone has made.
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  for (const dependency of needed.filter((one) => !one.startsWith("@mediaroot/"))) {
    const link = `node_modules/${dependency}`;
    if (!existsSync(tree.path(link))) tree.write({ [link]: { link: path.join(from, "node_modules", dependency) } });
  }
}

function compile(tree: TestTree): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSC, "-p", "."], {
    cwd: tree.root,
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

describe("a stranger's app", () => {
  beforeAll(() => void execFileSync(process.execPath, [TSC, "-b", path.join(PACKAGES, "runtime")]));

  test.each([false, true])("compiles in strict mode, isolatedDeclarations %s", (isolatedDeclarations) => {
    using tree = strangersProject(
      { "app.ts": APP, "server.ts": SERVER, "settings.ts": SETTINGS },
      { isolatedDeclarations, declaration: true },
    );
    expect(compile(tree)).toEqual({ status: 0, output: "" });
  });

  test("that writes something else is reported by the compiler", () => {
    using tree = strangersProject({
      "app.ts": APP.replace("routes, context,", 'routes: ["/"], context: 1,'),
      "other.ts": `import type { FastifyReply } from "fastify"; import "@mediaroot/runtime"; export const f = (reply: FastifyReply): unknown => reply.render(1);
          export const g = (reply: FastifyReply): string => reply.url_for("blog:post", { slgu: "a" });`,
    });
    const { status, output } = compile(tree);
    expect(status).not.toBe(0);
    expect(output.match(/^\w+\.ts\(\d+,\d+\): error TS\d+/gm)?.map((line) => line.split("(")[0])).toEqual([
      "app.ts",
      "app.ts",
      "other.ts",
      "other.ts",
    ]);
  });

  test("runs as it is, types stripped by Node", () => {
    using tree = createTree({
      "app.ts": APP,
      "package.json": JSON.stringify({ type: "module" }),
      "node_modules/@mediaroot/core": { link: path.join(PACKAGES, "core") },
    });
    const code = `console.log(Object.keys((await import("${tree.path("app.ts")}")).default).join())`;
    expect(execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" })).toBe(
      "routes,context,templates\n",
    );
  });
});
