import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { startServer } from "./server-process.ts";

const README = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const demonstration = README.split(/^## /m).find((section) => section.startsWith("Thirty seconds")) ?? "";
const blocks = (language: string): readonly string[] =>
  [...demonstration.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, text = ""]) =>
    name === language ? [text] : [],
  );
const withoutSpace = (text: string): string => text.replaceAll(/\s/g, "");

test("the README shows settings that the example has", () => {
  using site = copyBlog();
  const settings = withoutSpace(site.read("settings.ts"));
  for (const line of blocks("ts")
    .join("\n")
    .split(/(?=^[A-Z_]+:)/m)) {
    expect(settings).toContain(withoutSpace(line));
  }
});

test("the README's thirty seconds go as they are written, and the override is there at the end", async () => {
  using site = copyBlog();
  const [start = "", commands = ""] = blocks("sh").map((block) => block.replace("cd examples/blog\n", ""));
  expect(start).toContain("npx devserver start ");
  const options = { cwd: site.root, env: blogEnvironment() };
  await using server = await startServer("devserver", ["start", "--port", await freePort()], options);
  const css = async (): Promise<string> => (await fetch(`${server.address}/media/teslablog/css/blog.css`)).text();
  expect(await css()).not.toContain("lavender");

  // Not in one go: the server's end of a connection that is kept has to be heard meanwhile.
  const { stdout } = await promisify(execFile)("sh", ["-ec", commands], options);
  expect(stdout).toMatch(/found +project .*\n +shadowed +teslablog /);
  expect(stdout.trim().split("\n").at(-1)).toMatch(/up to date\.$/);
  expect(await css()).toContain("lavender");
  expect(site.read("public/teslablog/css/blog.css")).toContain("lavender");
  // What the reader edits next is served: no copy hides it.
  site.edit("contrib/admin/media/css/base.css", (text) => `${text}/* edited */`);
  const base = await (await fetch(`${server.address}/media/admin/css/base.css`)).text();
  expect(base).toContain("/* edited */");

  const [misspelt = ""] = /\/media\/\S+bsae\S*\.css/.exec(demonstration) ?? [];
  const missing = await fetch(server.address + misspelt, { headers: { accept: "text/html" } });
  expect(missing.status).toBe(404);
  expect(await missing.text()).toContain(`/media/admin/css/base.css</a>`);
});
