import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type RunningCli, startCli, until } from "../../tests/cli.test.support.ts";
import { shareSite } from "../../tests/shared-site.test.support.ts";

const APP = `export default { routes: async (app: { get: Function }) => {
  app.get("/", async () => { throw new Error("broken on purpose"); });
} };`;
const FILES: Tree = {
  "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
  "blog/app.ts": APP,
};

const positionOn = async (server: RunningCli): Promise<string> => {
  const { text } = await server.get("/", { headers: { accept: "text/html" } });
  return /name="position" value="([^"]+)"/.exec(text)?.[1] ?? "";
};
const press = async (server: RunningCli, position: string, headers: Record<string, string> = {}) =>
  server.get("/__devserver/editor", {
    method: "POST",
    body: new URLSearchParams({ position }),
    headers: { origin: new URL(server.url).origin, ...headers },
  });

describe("the button of an error page", () => {
  const site = shareSite(FILES, { env: (tree) => ({ LAUNCH_EDITOR: tree.path("my editor") }) });

  /** Puts a script in the editor's place. */
  function install(script: string): void {
    site.tree.write({ "my editor": `#!/bin/sh\n${script}\n` });
    chmodSync(site.tree.path("my editor"), 0o755);
  }

  test("opens the editor at the line and the column, whatever the editor's path", async () => {
    const { server, tree } = site;
    install(`echo "$@" > opened`);
    expect(await press(server, await positionOn(server))).toEqual({ status: 204, text: "" });
    const opened = await until(() => (existsSync(tree.path("opened")) ? textOf(tree.path("opened")) : undefined));
    expect(opened).toBe(`${tree.path("blog/app.ts")} 2 ${(APP.split("\n")[1]?.indexOf("new Error") ?? 0) + 1}\n`);
  });

  test("opens nothing for another site's page, by GET, or for what no page of this server has shown", async () => {
    const { server, tree } = site;
    install(`echo "$@" > opened-by-others`);
    const position = await positionOn(server);
    expect((await press(server, position, { origin: "http://evil.example" })).status).toBe(403);
    expect((await press(server, position, { origin: "null" })).status).toBe(403);
    expect((await press(server, position, { origin: "" })).status).toBe(403);
    expect((await press(server, "/etc/passwd:1:1")).status).toBe(403);
    expect((await press(server, "x".repeat(20_000))).status).toBe(413);
    expect((await server.get(`/__devserver/editor?position=${position}`)).status).toBe(405);
    expect(existsSync(tree.path("opened-by-others"))).toBe(false);
  });

  test.each([
    ["fails", () => install("exit 3"), "code 3"],
    ["is not there", () => rmSync(site.tree.path("my editor"), { force: true }), "editor"],
  ])("says why an editor that %s does not open, and what to set", async (_, prepare, words) => {
    prepare();
    const { status, text } = await press(site.server, await positionOn(site.server));
    expect(status).toBe(500);
    expect(text).toContain(words);
    expect(text).toContain("LAUNCH_EDITOR");
    expect((await site.server.get("/")).status).toBe(500);
  });

  test("says why an editor that would take the terminal over does not open, and what to set", async () => {
    using tree = createTree(FILES);
    await using server = await startCli(tree.root, [], { LAUNCH_EDITOR: "/usr/bin/vim" });
    const { status, text } = await press(server, await positionOn(server));
    expect(status).toBe(500);
    expect(text).toContain("a terminal of its own");
    expect(text).toContain("LAUNCH_EDITOR");
  });
});

function textOf(file: string): string | undefined {
  return readFileSync(file, "utf8") || undefined;
}
