import { chmodSync, existsSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { until, workersIn } from "./cli.test.support.ts";
import { frontsIn, hasTerminal, openTerminal } from "./terminal-session.test.support.ts";

const site = (): TestTree =>
  createTree({
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
    "blog/app.ts": `export default { routes: async (app: { get: Function }) => { app.get("/", async () => "hello"); } };`,
    "blog/media/a.css": "a{}",
    "bin/xdg-open": '#!/bin/sh\necho "$1" > opened\n',
  });

describe.skipIf(!hasTerminal)("devserver start on a terminal (needs script of util-linux)", () => {
  test("shows where it listens and how long it took, and a line a request", async () => {
    using tree = site();
    await using terminal = openTerminal(tree.root);
    const screen = await terminal.shows(/ready in \d+ ms\n/);
    expect(screen).toMatch(/ {2}Local {4}http:\/\/127\.0\.0\.1:\d+\/\n {2}Network {2}use --host/);
    expect(screen).toContain("h + Enter shows the shortcuts");
    const url = /http:\S+/.exec(screen)?.[0] ?? "";
    await fetch(url);
    await fetch(new URL("/media/blog/a.css", url));
    await terminal.shows(/200 GET \/ {2}[\d.]+ ms\n/);
    await terminal.shows(/200 GET \/media\/blog\/a.css {2}[\d.]+ ms {2}blog\n/);
  });

  test("obeys each key and says so for a key that it does not know", async () => {
    using tree = site();
    chmodSync(tree.path("bin/xdg-open"), 0o755);
    await using terminal = openTerminal(tree.root, [], `PATH=${tree.path("bin")}${delimiter}$PATH`);
    await terminal.shows("ready in");
    terminal.type("h\n");
    await terminal.shows("q + Enter  quit");
    terminal.type("\n  \nz\n");
    await terminal.shows("No such shortcut.");
    terminal.type("rr\n");
    await terminal.shows("No such shortcut.", 2);
    terminal.type("u\n");
    await terminal.shows("Local", 2);
    terminal.type(" R \n");
    await terminal.shows(/shortcut r: restarted in \d+ ms/);
    terminal.type("o\n");
    expect(await until(() => textOf(tree.path("opened")))).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
    terminal.type("c\n");
    await terminal.shows("\u001B[2J");
    terminal.type("q\n");
    expect(await terminal.ended()).toEqual({ code: 0, isSane: true });
    expect(terminal.screen()).not.toContain("error");
    expect(workersIn(tree.root)).toEqual([]);
  });

  test.each([
    ["Ctrl-C", "\u0003", 130],
    ["Ctrl-D", "\u0004", 0],
  ])("%s ends it, leaves the terminal as it was, and no process", async (_, keys, code) => {
    using tree = site();
    await using terminal = openTerminal(tree.root);
    await terminal.shows("ready in");
    terminal.type(keys);
    expect(await terminal.ended()).toEqual({ code, isSane: true });
    expect(workersIn(tree.root)).toEqual([]);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGKILL", 137],
  ] as const)("%s ends it, leaves the terminal as it was, and no process", async (signal, code) => {
    using tree = site();
    await using terminal = openTerminal(tree.root);
    await terminal.shows("ready in");
    for (const front of frontsIn(tree.root)) process.kill(front, signal);
    expect(await terminal.ended()).toEqual({ code, isSane: true });
    expect(await until(() => (workersIn(tree.root).length === 0 ? "none" : undefined))).toBe("none");
  });

  test("ends with its terminal, and leaves no process", async () => {
    using tree = site();
    {
      await using terminal = openTerminal(tree.root);
      await terminal.shows("ready in");
      expect(workersIn(tree.root)).not.toEqual([]);
    }
    expect(await until(() => (workersIn(tree.root).length === 0 ? "none" : undefined))).toBe("none");
  });

  test("reads nothing where stdin is no terminal", async () => {
    using tree = site();
    tree.write({ keys: "q\n" });
    await using terminal = openTerminal(tree.root, ["<", "keys"]);
    const screen = await terminal.shows("ready in");
    expect(screen).not.toContain("shortcuts");
    const url = /http:\S+/.exec(screen)?.[0] ?? "";
    expect(await (await fetch(url)).text()).toBe("hello");
  });

  test("a job in the background is not stopped by what is typed to others", async () => {
    using tree = site();
    await using terminal = openTerminal(tree.root, ["&", "\ncat"], "set -m");
    const screen = await terminal.shows("ready in");
    expect(screen).not.toContain("shortcuts");
    terminal.type("q\n");
    await terminal.shows("q\nq\n");
    const url = /http:\S+/.exec(screen)?.[0] ?? "";
    expect(await (await fetch(url)).text()).toBe("hello");
  });
});

function textOf(file: string): string | undefined {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text === "" ? undefined : text;
}
