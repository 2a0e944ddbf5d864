import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderProgress } from "./progress-bar.ts";

const plain = (_: string, text: string): string => text;

describe("a progress bar", () => {
  test("fills with the work, and says how much there is", () => {
    expect(renderProgress({ done: 0, total: 800, columns: 22 }, plain)).toBe("░░░░░░░░░░   0 of 800");
    expect(renderProgress({ done: 399, total: 800, columns: 22 }, plain)).toBe("████░░░░░░ 399 of 800");
    expect(renderProgress({ done: 800, total: 800, columns: 22 }, plain)).toBe("██████████ 800 of 800");
  });

  test("is numbers alone where there is no room", () => {
    expect(renderProgress({ done: 7, total: 800, columns: 15 }, plain)).toBe("  7 of 800");
  });

  test("never fills the line, however wide the terminal", () => {
    const numbers = { total: fc.integer({ min: 1, max: 1e9 }), part: fc.double({ min: 0, max: 1, noNaN: true }) };
    const sizes = fc.record({ ...numbers, columns: fc.integer({ min: 1, max: 300 }) });
    fc.assert(
      fc.property(sizes, ({ total, part, columns }) => {
        const line = renderProgress({ done: Math.floor(total * part), total, columns }, plain);
        expect(line.length).toBeLessThan(columns);
      }),
    );
  });
});
