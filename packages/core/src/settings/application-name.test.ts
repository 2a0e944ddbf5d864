import { describe, expect, test } from "vitest";
import { isApplicationMount, parseApplicationName } from "./application-name.ts";

const applications = Object.fromEntries([
  ["legacy", "config:../old/settings.ts"],
  ["__proto__", "./server.ts"],
  ["a#b", "./server.ts"],
]);

describe("parseApplicationName", () => {
  test.each([
    ["legacy", { kind: "key", key: "legacy" }],
    ["a#b", { kind: "key", key: "a#b" }],
    ["__proto__", { kind: "key", key: "__proto__" }],
    ["constructor", { kind: "export", module: "constructor", name: "default", isCalled: false }],
    ["config:../old/settings.ts", { kind: "config", file: "../old/settings.ts", key: undefined }],
    ["config:../old/settings.ts#a.b", { kind: "config", file: "../old/settings.ts", key: "a.b" }],
    ["./server.ts", { kind: "export", module: "./server.ts", name: "default", isCalled: false }],
    ["./server.ts#app", { kind: "export", module: "./server.ts", name: "app", isCalled: false }],
    ["./server.ts#$größe", { kind: "export", module: "./server.ts", name: "$größe", isCalled: false }],
    ["@acme/site/web#createApp()", { kind: "export", module: "@acme/site/web", name: "createApp", isCalled: true }],
    ["./a#b/server.ts#default()", { kind: "export", module: "./a#b/server.ts", name: "default", isCalled: true }],
  ])("takes %s apart", (text, name) => {
    expect(parseApplicationName(text, applications)).toEqual(name);
  });

  test.each([
    "config:",
    "config:#a",
    "config:a.ts#",
    "#app",
    "./s.ts#",
    "./s.ts#a b",
    "./s.ts#a(1)",
    "./s.ts#1",
    "a#b/",
  ])("refuses %s", (text) => {
    expect(parseApplicationName(text, {})).toBeUndefined();
  });
});

describe("isApplicationMount", () => {
  test.each(["legacy", "__proto__", "config:old.ts", "config:", "./server.ts#app", "pkg#createApp()"])(
    "is true of %s",
    (value) => {
      expect(isApplicationMount(value, applications)).toBe(true);
    },
  );

  test.each(["./css", "css", "./legacy", "legacy/", "./a#b/", "./50#", "/srv/x", "toString", "C:\\css"])(
    "is false of %s",
    (value) => {
      expect(isApplicationMount(value, applications)).toBe(false);
    },
  );
});
