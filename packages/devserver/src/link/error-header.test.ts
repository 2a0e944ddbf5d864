import { describe, expect, test } from "vitest";
import { reportError } from "../error-report/report-error.ts";
import { decodeReport, encodeReport } from "./error-header.ts";

describe("the report of an error in a header", () => {
  test("is the report, its causes included", () => {
    const report = reportError(new Error("a", { cause: new Error("b", { cause: new Error("c") }) }));
    expect(decodeReport(encodeReport(report))).toMatchObject({
      message: "a",
      cause: { message: "b", cause: { message: "c" } },
    });
  });

  test.each(["x", "語", "\u0000"])("fits, however often the error repeats %j", (character) => {
    const long = character.repeat(100_000);
    const error = Object.assign(new Error(long, { cause: new Error(long) }), { code: long });
    const header = encodeReport(reportError(error));
    expect(header.length).toBeLessThanOrEqual(48_000);
    expect(decodeReport(header).message).toContain(character.repeat(100));
  });
});
