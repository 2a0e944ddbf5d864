import { describe, expect, test } from "vitest";
import { parsePackageName } from "./package-name.ts";

describe("the name of a package", () => {
  test.each([
    ["my-site", "my-site"],
    ["@acme/gallery", "gallery"],
    ["mediaroot_gallery", "mediaroot_gallery"],
  ])("%s is taken for a site and an app, with the label %s", (name, label) => {
    expect(parsePackageName(name, "site")).toEqual({ name, label });
    expect(parsePackageName(name, "app")).toEqual({ name, label });
  });

  test.each([
    ["My Site", "my-site"],
    ["Café", "cafe"],
    ["fastify", "my-fastify"],
    ["node_modules", "node-modules"],
    ["http", "my-http"],
    [".hidden", "hidden"],
  ])("%s is refused for a site, and %s is suggested", (name, suggestion) => {
    const fix = expect.stringContaining(`--name ${suggestion}.`);
    expect(() => parsePackageName(name, "site")).toThrow(expect.objectContaining({ code: "NAME_INVALID", fix }));
  });

  test.each([
    ["2048", "my-2048"],
    ["reveal.js", "reveal-js"],
    ["@acme/2fa", "acme-2fa"],
    ["aux", "my-aux"],
  ])("%s is refused for an app, whose label it would be, and %s is suggested", (name, suggestion) => {
    const fix = expect.stringContaining(`--name ${suggestion}.`);
    expect(() => parsePackageName(name, "app")).toThrow(expect.objectContaining({ code: "NAME_INVALID", fix }));
  });

  test("is refused without a suggestion if there is nothing to make one of", () => {
    expect(() => parsePackageName("日本", "app")).toThrow(
      expect.objectContaining({ fix: "Give it another with --name." }),
    );
  });
});
