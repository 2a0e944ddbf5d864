import { describe, expect, test } from "vitest";
import { createServedWatch } from "./served-watch.ts";

interface Recorded {
  readonly watched: () => readonly string[];
  readonly open: Parameters<typeof createServedWatch>[0];
}

function record(): Recorded {
  const watches: Set<string>[] = [];
  return {
    watched: () => watches.flatMap((directories) => [...directories]),
    open() {
      const directories = new Set<string>();
      watches.push(directories);
      return {
        add: ({ flat }) => flat.map((directory) => directories.add(directory)).length > 0,
        close: async () => directories.clear(),
      };
    },
  };
}

describe("the directories that media was served from", () => {
  test("are each watched once", () => {
    const { watched, open } = record();
    const served = createServedWatch(open, 4);
    expect(["/a", "/b", "/a"].map((directory) => served.add(directory))).toEqual([true, true, false]);
    expect(watched()).toEqual(["/a", "/b"]);
  });

  test("are watched while they are among the most recent, however many there are", () => {
    const { watched, open } = record();
    const served = createServedWatch(open, 4);
    for (let number = 1; number <= 100; number += 1) {
      served.add(`/${number}`);
      expect(watched().length).toBeLessThanOrEqual(8);
      expect(watched()).toContain(`/${number}`);
      expect(new Set(watched()).size).toBe(watched().length);
    }
  });

  test("stay watched while files of them are served", () => {
    const { watched, open } = record();
    const served = createServedWatch(open, 4);
    for (let number = 1; number <= 100; number += 1) {
      served.add("/page");
      served.add(`/${number}`);
      expect(watched()).toContain("/page");
    }
  });

  test("are watched no more when it is closed", async () => {
    const { watched, open } = record();
    const served = createServedWatch(open, 2);
    ["/a", "/b", "/c", "/d", "/e"].forEach((directory) => served.add(directory));
    await served.close();
    expect(watched()).toEqual([]);
  });
});
