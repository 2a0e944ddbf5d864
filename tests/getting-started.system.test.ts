import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "./blog-copy.ts";
import { commandsOf, type DocumentedWalk, walkDocument } from "./documented-walk.ts";
import { followDockerfile } from "./followed-dockerfile.ts";
import { type LocalRegistry, publishPackages, startRegistry } from "./local-registry.ts";
import { startServer } from "./server-process.ts";

const PAGE = readFileSync(new URL("../docs/getting-started.md", import.meta.url), "utf8");

let registry: LocalRegistry;
let tree: TestTree;
let walk: DocumentedWalk;

beforeAll(async () => {
  registry = await startRegistry();
  publishPackages(registry);
  tree = createTree();
  // npx asks before it installs what it runs.
  const environment = { ...registry.environment, PORT: await freePort(), npm_config_yes: "true" };
  walk = walkDocument(PAGE, tree.root, environment);
}, 240_000);

afterAll(async () => {
  await walk[Symbol.asyncDispose]();
  tree[Symbol.dispose]();
  await registry[Symbol.asyncDispose]();
});

/** The environment of a base image: where node and npm are, and which registry npm uses. */
const registryEnvironment = (): NodeJS.ProcessEnv => {
  const { PATH, HOME, NPM_CONFIG_USERCONFIG, npm_config_cache } = registry.environment;
  return { PATH, HOME, NPM_CONFIG_USERCONFIG, npm_config_cache };
};

/**
 * Asks on a connection of its own: one that has been idle is closed by the server, perhaps just now.
 *
 * @param index which of the servers that the reader has started; -1 is the last
 */
const get = async (url: string, index = -1): Promise<Response> =>
  fetch(walk.servers.at(index)?.address + url, { headers: { Connection: "close" } });
const read = async (url: string, index = -1): Promise<string> => (await get(url, index)).text();

// Each section goes on where the one before has ended.
describe("docs/getting-started.md, followed literally, with packages from a registry", () => {
  test("needs ten commands for the site", () => {
    const [site = ""] = PAGE.split("## An app that others install");
    expect(commandsOf(site)).toHaveLength(10);
  });

  test("creates a site and starts it", async () => {
    await walk.follow("A site");
    expect(await read("/")).toContain("<h1>It works</h1>");
    expect(readdirSync(walk.directory())).toEqual(expect.arrayContaining([".env", ".gitignore", "node_modules"]));
  }, 240_000);

  test("adds a page", async () => {
    expect(await walk.follow("A page")).toMatch(/^home .*\n.*^quotes /ms);
    expect(await read("/quotes/")).toContain("<blockquote>The science of today");
  });

  test("overrides a style sheet", async () => {
    expect(await walk.follow("An override")).toMatch(/found +project .*\n +shadowed +home /);
    expect(await read("/media/home/css/home.css")).toContain("Georgia");
  });

  test("uses a package's style sheet, and its fonts", async () => {
    await walk.follow("A package's style sheet");
    expect(await read("/quotes/")).toMatch(/caveat\/index\.css".*\n.*quotes\/css\/quotes\.css"/);
    expect(await read("/media/caveat/index.css")).toContain("@font-face");
  });

  test("passes its tests, and its checks with the types of all packages", async () => {
    expect(await walk.follow("Test and check")).toMatch(/pass [1-9].*No findings/s);
    expect(readFileSync(path.join(walk.directory(), "tsconfig.json"), "utf8")).not.toContain("skipLibCheck");
  });

  test("is deployed, and served as in production", async () => {
    await walk.follow("Deploy");
    const page = await read("/quotes/");
    const [, css = ""] = /href="(\/media\/caveat\/index\.[0-9a-f]{16}\.css)"/.exec(page) ?? [];
    const [, font = ""] = /url\("?(?:\.\/)?(files\/[^")]+\.[0-9a-f]{16}\.woff2)/.exec(await read(css)) ?? [];
    const answer = await get(`/media/caveat/${font}`);
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, expect.stringContaining("immutable")]);
  });

  test("is built and started as its Dockerfile says, with nothing but what that copies", async () => {
    const workdir = tree.path("image");
    const environment = registryEnvironment();
    const { command, ...image } = followDockerfile({ context: walk.directory(), workdir, environment });
    expect(existsSync(path.join(workdir, ".env"))).toBe(false);
    const [program = "", ...parameters] = command;
    const secrets = { SECRET_KEY: "x".repeat(50), ALLOWED_HOSTS: "127.0.0.1" };
    await using server = await startServer(program, parameters, {
      cwd: workdir,
      env: { ...image.environment, ...secrets, HOST: "127.0.0.1", PORT: await freePort() },
    });
    const page = await (await fetch(`${server.address}/quotes/`)).text();
    const [css = ""] = /\/media\/caveat\/index\.[0-9a-f]{16}\.css/.exec(page) ?? [];
    expect((await fetch(server.address + css)).status).toBe(200);
  });

  test("creates an app, publishes it, and installs it in the site", async () => {
    expect(await walk.follow("An app that others install")).toMatch(/pass [1-9]/);
    expect(await read("/")).toContain("<h1>mediaroot-clock works</h1>");
    expect(await read("/clock/", 0)).toContain("<h1>mediaroot-clock works</h1>");
    expect((await get("/media/mediaroot-clock/css/app.css", 0)).status).toBe(200);
    const shipped = readdirSync(path.join(walk.directory(), "node_modules/mediaroot-clock"));
    expect(shipped.toSorted()).toEqual(["README.md", "app.d.ts", "app.js", "media", "package.json", "templates"]);
  });
});
