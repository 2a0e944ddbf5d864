import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { askAll, type Asking, askPlainAndWrapped, SERVE } from "./application-shapes.test.support.ts";
import { startCli, until } from "./cli.test.support.ts";

const PAGES: Asking = {
  probes: [
    ["GET", "/api/hello?x=1"],
    ["POST", "/api/echo", "some text"],
    ["GET", "/plain.txt"],
  ],
};
const page = (text: string): string => `export default function Page() { return <p>{"${text}"}</p>; }`;
const FILES = {
  "package.json": '{ "name": "next-site", "private": true, "type": "module" }',
  "settings.ts": 'export default { DEBUG: true, INSTALLED_APPS: [], APPLICATION: "./site.js#createSite()" };',
  "site.js": `
    import { createServer } from "node:http";
    import next from "next";
    export async function createSite() {
      const server = createServer();
      const site = next({ dev: true, dir: import.meta.dirname, httpServer: server });
      await site.prepare();
      return server.on("request", site.getRequestHandler());
    }`,
  "app/layout.js": `export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }`,
  "app/page.js": page("one"),
  "pages/api/[name].js": `export default ({ query, body, socket }, response) => {
    response.status(201).setHeader("X-App", "yes");
    response.json([query, body, socket.remoteAddress, socket.remotePort]);
  };`,
  "public/plain.txt": "plain",
  // Two of them would build into one directory.
  "site-once.mjs": `import { createSite } from "./site.js";
    let site;
    export const createApp = () => (site ??= createSite());`,
  ...SERVE,
};

/** Where the browser is notified, and which key of a notification says of what. */
const VERSIONS = [
  { version: "15.5.29", path: "/_next/webpack-hmr", key: "action" },
  { version: "16.4.6", path: "/_next/hmr", key: "type" },
] as const;

describe.each(VERSIONS)("Next $version", ({ version, path, key }) => {
  let tree: TestTree;
  beforeAll(() => {
    tree = createTree(FILES);
    const packages = [`next@${version}`, "react@19.3.1", "react-dom@19.3.1"];
    const { status, stderr } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--silent", ...packages], {
      cwd: tree.root,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => tree[Symbol.dispose]());

  test("answers alike by itself, with media around it, and under devserver", async () => {
    const { plain, wrapped } = await askPlainAndWrapped(tree, "site-once.mjs", PAGES);
    expect(wrapped).toEqual(plain);
    expect(plain.answers).toMatchObject([{ status: 201, text: expect.stringContaining('"127.0.0.1",OWN') }, {}, {}]);
    await using server = await startCli(tree.root, [], { NEXT_TELEMETRY_DISABLED: "1" });
    await until(async () => ((await server.get("/api/hello")).status === 201 ? true : undefined));
    expect(await askAll(Number(new URL(server.url).port), PAGES)).toEqual(plain);
  });

  test("in development is served by one worker, shows an edited page, and notifies the browser", async () => {
    await using server = await startCli(tree.root, [], { NEXT_TELEMETRY_DISABLED: "1" });
    const html = async (): Promise<string> => (await server.get("/")).text;
    // Its first page is compiled when it is requested, and it may start for longer than a request is held.
    await until(async () => ((await html()).includes("<p>one</p>") ? true : undefined));
    const starts = (): number => server.events.filter(({ kind }) => kind === "ready").length;
    expect(starts()).toBe(1);

    const socket = new WebSocket(new URL(path, server.url.replace("http", "ws")));
    const actions: unknown[] = [];
    socket.on("message", (message) => actions.push((JSON.parse(String(message)) as Record<string, unknown>)[key]));
    await once(socket, "open");
    await until(() => (actions.includes("sync") ? true : undefined));
    tree.write({ "app/page.js": page("two") });
    await until(() => (actions.includes("serverComponentChanges") ? true : undefined));
    await until(async () => ((await html()).includes("<p>two</p>") ? true : undefined));
    expect(starts()).toBe(1);
    socket.terminate();
  });
});
