import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { hasTerminal, openTerminal } from "./terminal-session.test.support.ts";

const APP = `import { styleText } from "node:util";
export default { routes: async (app) => {
  app.get("/", async () => {
    console.log("level", process.env.FORCE_COLOR, JSON.stringify(styleText("red", "x", { stream: process.stdout })));
    return "hello";
  });
} };`;
const site = (): TestTree =>
  createTree({
    "settings.mjs": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.mjs": APP,
    "blog/media/a.css": "a{}",
  });
const CHOICES = "FORCE_COLOR NO_COLOR NODE_DISABLE_COLORS COLORTERM CI TMUX TERM_PROGRAM TEAMCITY_VERSION TF_BUILD";
const unset = `unset ${CHOICES}; export TERM=xterm-256color`;

describe.skipIf(!hasTerminal)("devserver start on a terminal (needs script of util-linux)", () => {
  test("goes on while Ctrl-S holds the terminal, and shows the lines at Ctrl-Q", async () => {
    using tree = site();
    await using terminal = openTerminal(tree.root);
    const url = /http:\S+/.exec(await terminal.shows("ready in"))?.[0] ?? "";
    terminal.type("\u0013");
    for (let times = 0; times < 300; times += 1) {
      for (const path of ["/", "/media/blog/a.css"]) expect((await fetch(new URL(path, url))).status).toBe(200);
    }
    expect(terminal.screen()).not.toContain("a.css");
    terminal.type("\u0011");
    await terminal.shows("200 GET /media/blog/a.css", 300);
    await terminal.shows("level", 300);
  });

  test("lets the application use the colours that the terminal has, unless the user wants none", async () => {
    using tree = site();
    for (const [setUp, shown] of [
      [unset, String.raw`level 2 "\u001b[31mx\u001b[39m"`],
      [`${unset}; export NO_COLOR=1`, `level undefined "x"`],
    ] as const) {
      await using terminal = openTerminal(tree.root, [], setUp);
      await fetch(/http:\S+/.exec(await terminal.shows("ready in"))?.[0] ?? "");
      expect(await terminal.shows(shown)).toContain(shown);
    }
  });
});
