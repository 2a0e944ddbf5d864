import { existsSync, readdirSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { hasTerminal, sitDown } from "./create.test.support.ts";

const [ENTER, CTRL_C] = ["\r", "\u0003"];
const INSTALL = "Install its packages now";

describe.skipIf(!hasTerminal)("create-mediaroot at a terminal (needs script, of util-linux)", () => {
  test("asks for the directory and whether to install, and no more", async () => {
    using tree = createTree();
    const sitting = sitDown(tree.root);
    await sitting.shows("In which directory?");
    sitting.type(`shop${ENTER}`);
    await sitting.shows(INSTALL);
    sitting.type("n");
    expect(await sitting.ended).toBe(0);
    expect(sitting.shown()).toContain("npm create mediaroot@latest shop -- --no-install");
    expect(existsSync(tree.path("shop/settings.ts"))).toBe(true);
  });

  test("asks for another directory if one is not empty", async () => {
    using tree = createTree({ "full/notes.txt": "mine" });
    const sitting = sitDown(tree.root, "--no-install");
    await sitting.shows("In which directory?");
    sitting.type(`full${ENTER}`);
    await sitting.shows("not empty. Choose another.");
    sitting.type(`-er${ENTER}`);
    expect(await sitting.ended).toBe(0);
    expect(readdirSync(tree.root)).toEqual(["full", "full-er"]);
  });

  test("asks before it adds files to a directory, and writes nothing after a no", async () => {
    using tree = createTree({ "full/notes.txt": "mine" });
    const sitting = sitDown(tree.root, "full");
    await sitting.shows("is not empty. Add the files to it?");
    sitting.type(ENTER);
    expect(await sitting.ended).toBe(2);
    expect(sitting.shown()).toContain("Not confirmed: nothing was written.");
    expect(readdirSync(tree.path("full"))).toEqual(["notes.txt"]);
  });

  test("writes nothing after Ctrl-C at the last question", async () => {
    using tree = createTree();
    const sitting = sitDown(tree.root, "shop");
    await sitting.shows(INSTALL);
    sitting.type(CTRL_C);
    expect(await sitting.ended).toBe(130);
    expect(sitting.shown()).toContain("Interrupted: nothing was written.");
    expect(readdirSync(tree.root)).toEqual([]);
  });

  test("asks nothing if all is given", async () => {
    using tree = createTree();
    const sitting = sitDown(tree.root, "shop", "--no-install");
    expect(await sitting.ended).toBe(0);
    expect(sitting.shown()).not.toContain("?");
  });
});
