import { describe, expect, test } from "vitest";
import { runShortcut, type ShortcutActions } from "./shortcuts.ts";

const typed = (...lines: readonly string[]): { readonly done: readonly string[]; readonly written: string } => {
  const done: string[] = [];
  let written = "";
  const names = ["restart", "showAddresses", "open", "clear", "quit"] as const;
  const actions = Object.fromEntries(names.map((name) => [name, () => done.push(name)])) as unknown as ShortcutActions;
  const output = { write: (text: string) => (written += text), style: (_: string, text: string) => text };
  for (const line of lines) runShortcut(line, actions, output);
  return { done, written };
};

describe("a shortcut", () => {
  test("is a letter, whatever its case and whatever spaces stand around it", () => {
    expect(typed("r", "U", " o ", "c\r", "q").done).toEqual(["restart", "showAddresses", "open", "clear", "quit"]);
  });

  test("is shown with all others by h, and every one that is shown is one", () => {
    const { done, written } = typed("h");
    expect(done).toEqual([]);
    const keys = [...written.matchAll(/^ {2}(\w) \+ Enter/gm)].map(([, key]) => key ?? "");
    expect(keys).toEqual(["r", "u", "o", "c", "h", "q"]);
    expect(typed(...keys).written).not.toContain("No such shortcut");
  });

  test("that there is not says so and does nothing; an empty line is none", () => {
    expect(typed("", "  ")).toEqual({ done: [], written: "" });
    for (const line of ["x", "rr", "quit", "toString", "help"]) {
      const { done, written } = typed(line);
      expect(done).toEqual([]);
      expect(written).toContain("No such shortcut. h + Enter");
    }
  });
});
