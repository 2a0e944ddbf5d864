import { expect, test } from "vitest";
import { didYouMean, nearest } from "./nearest.ts";

test("the nearest names come first, whatever their letter case", () => {
  expect(nearest("Admn", ["blog", "admin", "admin2"])).toEqual(["admin", "admin2"]);
});

test("nothing is suggested where nothing is near", () => {
  expect(didYouMean("admin", ["teslablog"])).toBe("");
});

test("a suggestion reads as a question", () => {
  expect(didYouMean("MEDIA_RUL", ["MEDIA_URL"])).toBe(' Did you mean "MEDIA_URL"?');
});
