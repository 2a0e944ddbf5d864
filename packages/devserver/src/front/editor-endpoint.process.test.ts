import { chmodSync, existsSync, readFileSync } from "node:fs";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { type RunningCli, startCli, until } from "../cli.test.support.ts";

const APP = `export default { routes: async (app: { get: Function }) => {
  app.get("/", async () => { throw new Error("broken on purpose"); });
} };`;
const site = (): TestTree => {
  const tree = createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.ts": APP,
    "my editor": `#!/bin/sh\necho "$@" > opened\n`,
    "failing-editor": "#!/bin/sh\nexit 3\n",
  });
  for (const name of ["my editor", "failing-editor"]) chmodSync(tree.path(name), 0o755);
  return tree;
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
  test("opens the editor at the line and the column, whatever the editor's path", async () => {
    using tree = site();
    await using server = await startCli(tree.root, [], { LAUNCH_EDITOR: tree.path("my editor") });
    expect(await press(server, await positionOn(server))).toEqual({ status: 204, text: "" });
    const opened = await until(() => (existsSync(tree.path("opened")) ? textOf(tree.path("opened")) : undefined));
    expect(opened).toBe(`${tree.path("blog/app.ts")} 2 ${(APP.split("\n")[1]?.indexOf("new Error") ?? 0) + 1}\n`);
  });

  test("opens nothing for another site's page, by GET, or for what no page of this server has shown", async () => {
    using tree = site();
    await using server = await startCli(tree.root, [], { LAUNCH_EDITOR: tree.path("my editor") });
    const position = await positionOn(server);
    expect((await press(server, position, { origin: "http://evil.example" })).status).toBe(403);
    expect((await press(server, position, { origin: "null" })).status).toBe(403);
    expect((await press(server, position, { origin: "" })).status).toBe(403);
    expect((await press(server, "/etc/passwd:1:1")).status).toBe(403);
    expect((await press(server, "x".repeat(20_000))).status).toBe(413);
    expect((await server.get(`/__devserver/editor?position=${position}`)).status).toBe(405);
    expect(existsSync(tree.path("opened"))).toBe(false);
  });

  test.each([
    ["an editor that is not there", "/nowhere/editor", "editor"],
    ["an editor that fails", "failing-editor", "code 3"],
    ["an editor that would take the terminal over", "/usr/bin/vim", "a terminal of its own"],
  ])("says why %s does not open, and what to set", async (_, editor, words) => {
    using tree = site();
    await using server = await startCli(tree.root, [], { LAUNCH_EDITOR: editor.replace(/^f/, `${tree.root}/f`) });
    const { status, text } = await press(server, await positionOn(server));
    expect(status).toBe(500);
    expect(text).toContain(words);
    expect(text).toContain("LAUNCH_EDITOR");
    expect((await server.get("/")).status).toBe(500);
  });
});

function textOf(file: string): string | undefined {
  return readFileSync(file, "utf8") || undefined;
}
