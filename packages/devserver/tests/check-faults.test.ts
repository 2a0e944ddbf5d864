import { describe, expect, test } from "vitest";
import { CHECKS } from "../src/check/check-table.ts";
import { asNobody } from "../../core/tests/as-nobody.test.support.ts";
import { APP_FAULTS } from "./app-faults.test.support.ts";
import { findingsIn, writeSite } from "./checked-site.test.support.ts";
import { MEDIA_FAULTS } from "./media-faults.test.support.ts";
import { REFERENCE_FAULTS } from "./reference-faults.test.support.ts";
import { TEMPLATE_FAULTS } from "./template-faults.test.support.ts";

const FAULTS = [...APP_FAULTS, ...MEDIA_FAULTS, ...REFERENCE_FAULTS, ...TEMPLATE_FAULTS];

describe("devserver check", () => {
  test("has nothing to say about a site that is right", async () => {
    using tree = writeSite();
    expect(await findingsIn(tree)).toEqual([]);
  });

  test.each(FAULTS)("finds %s", async (_, expected, changes) => {
    using tree = writeSite(changes);
    expect(await findingsIn(tree)).toEqual([expected]);
  });

  test("finds a directory of media that its user cannot read", async () => {
    using tree = writeSite({ "shop/media/closed/a.css": "" });
    await asNobody(tree, ["shop/media/closed"], async () => {
      expect(await findingsIn(tree)).toEqual(["media.E008 shop/media/closed:1"]);
    });
  });

  test("is tried with sixty faults or more, with all other ids than those of a deploy and of a package too", () => {
    expect(FAULTS.length).toBeGreaterThanOrEqual(60);
    const tried = new Set(FAULTS.map(([, expected]) => expected.split(" ")[0]));
    const untried = Object.keys(CHECKS).filter((id) => !/^(?:deploy|pack)\./.test(id) && !tried.has(id));
    expect(untried).toEqual(["media.E008"]);
  });
});
