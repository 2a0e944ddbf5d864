import fc from "fast-check";
import { expect, test } from "vitest";
import { parseWorkerMessage } from "./worker-message.ts";

test.each([
  { kind: "read", files: [{ path: "/a.ts", stamp: "1" }, { path: "/b.ts" }] },
  { kind: "wrote", file: "/a", from: 0 },
  { kind: "libraries", urls: [] },
  { kind: "templates", directories: ["/t"] },
  { kind: "warm" },
  { kind: "ready" },
  { kind: "failed", error: { name: "Error", message: "no" } },
])("a message of a worker is taken: %j", (message) => {
  expect(parseWorkerMessage(message)).toBe(message);
});

test.each([
  { kind: "read" },
  { kind: "read", files: [null] },
  { kind: "read", files: [{ path: 1, stamp: "1" }] },
  { kind: "project", project: null },
  { kind: "project", project: {} },
  { kind: "project", project: { root: "/x", site: {}, apps: [] } },
  { kind: "read", files: [{ path: "/a\0b", stamp: "1" }] },
  { kind: "read", files: [{ path: "relative", stamp: "1" }] },
  { kind: "templates", directories: [1] },
  { kind: "failed", error: "no" },
  { kind: "toString" },
  { kind: 1 },
  [],
])("anything else is ignored: %j", (message) => {
  expect(parseWorkerMessage(message)).toBeUndefined();
});

test("no object makes it throw", () => {
  const kind = fc.constantFrom("read", "project", "failed", "libraries", "templates", "wrote", "constructor");
  fc.assert(
    fc.property(fc.record({ kind }, { requiredKeys: [] }), fc.object(), (head, rest) => {
      const message = { ...rest, ...head };
      expect([message, undefined]).toContain(parseWorkerMessage(message));
    }),
  );
});
