import { readdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createSite, loadSite } from "../../tests/scratch.test.support.ts";
import { planSync } from "../plan/plan.ts";
import { openState } from "../state/open-state.ts";
import { createRun } from "./apply-run.ts";
import { prepare } from "./prepare.ts";

test("a run that has lost its lock has no temporary file with the name of another run's", async () => {
  using site = createSite({ "blog/media/a.css": "a" });
  const plan = planSync(await loadSite(site));
  const opened = openState(plan.target);
  const lock = { isHeld: () => true, release: () => {} };
  const lost = prepare(plan, createRun(plan), { ...opened, lock });
  const names = new Set([lost.temporary(), lost.temporary()].map(nameOf));
  const other = prepare(plan, createRun(plan), { ...opened, lock });
  for (const place of [other.temporary(), other.temporary()]) writeFileSync(place, "");
  const found = readdirSync(site.path("media/.syncmedia/staging"));
  expect(found).toHaveLength(2);
  expect(found.filter((name) => names.has(name))).toEqual([]);
  for (const { journal, staging } of [lost, other]) {
    journal.close();
    staging.close();
  }
  opened.close();
});

function nameOf(place: string): string | undefined {
  return place.split("/").at(-1);
}
