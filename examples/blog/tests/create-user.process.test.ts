import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { openAdminDatabase } from "../contrib/admin/admin-database.ts";
import { createUsers } from "../contrib/admin/users.ts";

const PROGRAM = path.resolve(import.meta.dirname, "../contrib/admin/create-user.ts");
// The command of util-linux. The one of macOS has other options.
const hasTerminal = process.platform === "linux" && existsSync("/usr/bin/script");

function emptySite(): TestTree {
  return createTree({ "settings.mjs": "export default {};" });
}

function run(cwd: string, flags: readonly string[], input = ""): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...flags], { cwd, input, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

async function isRight(root: string, username: string, password: string): Promise<boolean> {
  const database = openAdminDatabase(root);
  const user = await createUsers(database).authenticate(username, password);
  database.close();
  return user !== undefined;
}

/** Types lines at a terminal, each one when its question has been printed. */
async function type(cwd: string, command: string, lines: readonly string[]): Promise<string> {
  const child = spawn("script", ["-qec", command, "/dev/null"], { cwd });
  const left = [...lines];
  let shown = "";
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    if (shown.endsWith(": ")) child.stdin.write(left.shift() ?? "");
  });
  await new Promise((resolve) => child.once("close", resolve));
  return shown;
}

describe("the command that adds a user", () => {
  test("takes the password from standard input, and replaces the password of an existing user", async () => {
    using site = emptySite();
    expect(run(site.root, ["nikola"], "rotating-field\n")).toEqual({ status: 0, output: "Added nikola.\n" });
    const renewed = run(site.root, ["NIKOLA"], "another password\n");
    expect(renewed).toEqual({ status: 0, output: "nikola has a new password.\n" });
    expect(await isRight(site.root, "nikola", "another password")).toBe(true);
    expect(await isRight(site.root, "nikola", "rotating-field")).toBe(false);
  });

  test.each([
    ["no name", [], "rotating-field\n", "Name the user"],
    ["an invalid name", ["a b"], "rotating-field\n", "Name the user"],
    ["no password", ["nikola"], "", "No password was given"],
    ["a short password", ["nikola"], "short\n", "at least 10 characters"],
  ])("refuses %s, and creates no database", (_what, flags, input, message) => {
    using site = emptySite();
    const { status, output } = run(site.root, flags, input);
    expect([status, output]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(site.path("blog.sqlite"))).toBe(false);
  });

  test("reports a damaged database without a stack trace", () => {
    using site = createTree({ "settings.mjs": "export default {};", "blog.sqlite": "no database ".repeat(200) });
    const { status, output } = run(site.root, ["nikola"], "rotating-field\n");
    expect(status).toBe(1);
    expect(output).toContain("The database is damaged");
    expect(output).not.toMatch(/^\s+at /m);
  });

  test.skipIf(!hasTerminal)("does not show a password while it is typed (needs script of util-linux)", async () => {
    using site = emptySite();
    const command = `${process.execPath} ${PROGRAM} nikola`;
    const shown = await type(site.root, command, ["rotating-field\r", "rotating-field\r"]);
    expect(shown.replaceAll("\r", "")).toBe("Password for nikola: \nThe same again: \nAdded nikola.\n");
    expect(await isRight(site.root, "nikola", "rotating-field")).toBe(true);
    const differing = await type(site.root, command, ["another password\r", "an other password\r"]);
    expect(differing).toContain("the two differ");
    expect(await isRight(site.root, "nikola", "rotating-field")).toBe(true);
  });
});
