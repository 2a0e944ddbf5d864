import { describe, expect, test } from "vitest";
import { escapeControls, formatBytes } from "./text.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [2500, "2.5 kB"],
  [20_400, "20 kB"],
  [3_000_000, "3.0 MB"],
  [7e15, "7000 TB"],
])("formatBytes(%i) is %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

describe("escapeControls", () => {
  test("leaves no character that moves the cursor, breaks the line or sets a colour", () => {
    const name = "a\n\u001B[2J\u007F\u009B1m\u2028ü";
    expect(escapeControls(name)).toBe(String.raw`a\n\u001b[2J\u007f\u009b1m\u2028ü`);
  });
});
