import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestSite } from "@mediaroot/runtime/testing";

// A project may give the app another label.
for (const label of ["__LABEL__", "another"]) {
  test(`as ${label}, the page and its style sheet are served`, async () => {
    const site = await createTestSite({ apps: [{ name: ".", label }] });
    try {
      const page = await site.inject(site.app.url_for(`${label}:index`));
      assert.equal(page.statusCode, 200);
      assert.match(page.body, new RegExp(`href="/media/${label}/css/app\\.css"`));
      assert.equal((await site.media(`${label}/css/app.css`)).statusCode, 200);
    } finally {
      await site.close();
    }
  });
}
