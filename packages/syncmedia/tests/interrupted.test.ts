import { expect, test } from "vitest";
import { applySync } from "../src/apply/apply.ts";
import { planSync } from "../src/plan/plan.ts";
import { reportOf } from "../src/report/report.ts";
import { renderReport } from "../src/report/report-text.ts";
import { createSite, loadSite, snapshot } from "./scratch.test.support.ts";

test("a run that is interrupted before its first change says that nothing was changed, and what is left to do", async () => {
  using site = createSite({ "blog/media/a.css": "a", "blog/media/b.css": "b" });
  const plan = planSync(await loadSite(site));
  const controller = new AbortController();
  const running = applySync(plan, { signal: controller.signal });
  // It has the lock by now, and begins with the first file in a turn of the event loop to come.
  controller.abort();
  const text = renderReport(reportOf(plan, await running), { verbose: false, style: (_, plain) => plain });
  expect(text).toContain("Left undone: 2 more. Run syncmedia again.");
  expect(text).toContain(`Nothing was changed in ${site.path("media")}.`);
  expect(text).not.toContain("up to date");
  await applySync(planSync(await loadSite(site)));
  expect(snapshot(site.path("media"))).toEqual({ "blog/a.css": "a", "blog/b.css": "b" });
});
