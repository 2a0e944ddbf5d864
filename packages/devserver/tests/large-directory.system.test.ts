import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEEP, type LargeSite, serveLargeSite } from "./large-directory.test.support.ts";

describe("in a directory of 100,000 files", () => {
  let site: LargeSite;
  beforeAll(async () => {
    site = await serveLargeSite();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test("a listing is made in many short turns, between which others are served", async () => {
    await site.get("/media/many/", 1);
    const { text, longestMs, allMs } = await site.get("/media/many/", 3);
    expect(text).toContain("0.css");
    expect(longestMs).toBeLessThan(allMs / 8);
  });

  test("a 404 page compares no names, and one below 600 directories looks for none: each costs less than a listing", async () => {
    const listing = await site.get("/media/many/", 2);
    const missing = await site.get("/media/many/x.css", 2);
    expect(missing.text).toContain("the directory has more than 5000 entries");
    const deep = await site.get(`/media/many/${DEEP}`, 2);
    expect(deep.text).toContain("This path is never served");
    for (const { allMs } of [missing, deep]) expect(allMs).toBeLessThan(listing.allMs / 4);
  });
});
