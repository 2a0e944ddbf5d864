import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEEP, type LargeSite, serveLargeSite } from "./large-directory.test.support.ts";

describe("in a directory of 100,000 files", () => {
  let site: LargeSite;
  beforeAll(async () => {
    site = await serveLargeSite();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test("the media map looks at them when it is opened, in many short turns, and shows them page by page", async () => {
    const file = await site.get("/media/many/7.css", 3);
    const map = await site.get("/__devserver/media", 1);
    expect(map.text).toMatch(/Files 1 to 200 of 10\d{4}</);
    expect(file.allMs).toBeLessThan(map.allMs / 8);
    expect(map.longestMs).toBeLessThan(map.allMs / 4);
    expect((await site.get("/__devserver/media?q=many/99999", 1)).text).toContain("1 file with");
    expect((await site.get("/__devserver/media?page=500", 1)).text).toContain("Files 99801 to 100000 of");
  });

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
