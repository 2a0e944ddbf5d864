import { createTree } from "@mediaroot/core/testing";
import { loadProject } from "@mediaroot/core";
import express from "express";
import { fastify } from "fastify";
import { describe, expect, test } from "vitest";
import { run } from "./media.test.support.ts";
import { addMediaToApp } from "../src/application/full-app.ts";
import type { RequestListener } from "../src/application/application.ts";

async function answerOf(app: RequestListener): Promise<{ readonly status: number | undefined; readonly text: string }> {
  using tree = createTree({ "settings.mjs": "export default { DEBUG: true };" });
  const full = addMediaToApp(app, await loadProject({ directory: tree.root }), { log: () => {} });
  await using server = await run(await full.listen(0));
  const { status, text } = await server.ask("/");
  return { status, text };
}

describe("a function given as an application", () => {
  test.each<[string, () => unknown]>([
    ["an Express", () => express()],
    ["a promise of a Fastify", async () => ({ app: fastify() }).app],
    ["a listener", () => (_: unknown, response: { end(): void }) => response.end()],
  ])("that makes %s instead of answering is reported, and each request is answered", async (_, make) => {
    const { status, text } = await answerOf(make);
    expect(status).toBe(500);
    expect(text).toContain("a function that makes one");
  });

  test.each<[string, RequestListener]>([
    ["takes the rest of its parameters in one", (...[, response]) => response.end("answered")],
    ["answers later", (...[, response]) => void setTimeout(() => response.end("answered"), 20)],
    ["gives the response", (...all) => all[1].end("answered")],
  ])("that %s answers", async (_, app) => {
    expect(await answerOf(app)).toEqual({ status: 200, text: "answered" });
  });
});
