import { readFileSync } from "node:fs";
import { loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { fastifyWithMedia, serverWithMedia } from "./documented-media.test.support.ts";
import { run } from "./media.test.support.ts";

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
const SITE = {
  "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"] };`,
  "admin/media/x.css": "x",
};

test("docs/composition.md shows the examples that are tried here", () => {
  const section = /^## Media alone\n(.*?)(?=^## )/ms.exec(read("../../../docs/composition.md"))?.[1] ?? "";
  const blocks = [...section.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = ""]) => block.trimEnd().split("\n"));
  const tried = read("./documented-media.test.support.ts").split("\n");
  expect(blocks).toHaveLength(2);
  for (const line of blocks.flat()) expect(tried.map((one) => one.replace(/^ {2}/, ""))).toContain(line);
});

test("a server of one's own with the media handler", async () => {
  using tree = createTree(SITE);
  await using server = await run(serverWithMedia(await loadProject({ directory: tree.root })));
  expect((await server.ask("/media/admin/x.css")).text).toBe("x");
  expect((await server.ask("/page")).text).toBe("not media");
});

test("a Fastify of one's own with the media route", async () => {
  using tree = createTree(SITE);
  const app = await fastifyWithMedia(await loadProject({ directory: tree.root }));
  await app.ready();
  await using server = await run(app.server);
  expect((await server.ask("/media/admin/x.css")).text).toBe("x");
  expect((await server.ask("/")).text).toBe("home");
  await app.close();
});
