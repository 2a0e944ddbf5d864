import { describe, expect, test } from "vitest";
import { findingsIn, settings, writeSite } from "./checked-site.test.support.ts";

describe("CHECKS.SILENCE", () => {
  const broken = {
    "blog/media/css/x.css": "@import '../../charts/dist/c.css'; a { b: url(none.png) }",
    "node_modules/charts/package.json": `{ "name": "charts", "version": "1.2.3" }`,
    "node_modules/charts/media/dist/c.css": "@import 'none.css';",
    "node_modules/charts/media/dist/package.json": `{ "type": "module" }`,
  };
  const silenced = (...entries: readonly string[]) =>
    writeSite({
      ...broken,
      "settings.ts": settings(`  CHECKS: { SILENCE: ${JSON.stringify(entries)} },`, `"./blog", "./shop", "charts"`),
    });

  test.each([
    [[], ["references.E001 blog/media/css/x.css:1", "references.E001 node_modules/charts/media/dist/c.css:1"]],
    [["references.E001"], []],
    [["references.E001:blog/media/**", "charts@1.2.3"], []],
    [["references.E001:blog/css/*.css"], ["references.E001 node_modules/charts/media/dist/c.css:1"]],
    [["charts@1.2.3"], ["references.E001 blog/media/css/x.css:1"]],
    [["references.E001", "deploy.W005"], []],
    [["references.E001", "charts@1.2.4"], ["checks.W001 settings.ts:6"]],
  ])("%j leaves %j", async (entries, expected) => {
    using tree = silenced(...entries);
    expect(await findingsIn(tree)).toEqual(expected);
  });
});
