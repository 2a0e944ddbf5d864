import { once } from "node:events";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { startThread } from "./start-thread.ts";

test("a thread is started where a second processor can run it", async () => {
  using tree = createTree({ "thread.mjs": "" });
  expect(startThread(tree.path("thread.mjs"), { processors: 1 })).toBeUndefined();
  const worker = startThread(tree.path("thread.mjs"), { processors: 2 });
  expect(await once(worker ?? expect.fail(), "exit")).toEqual([0]);
});
