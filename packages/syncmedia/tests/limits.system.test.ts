import { statSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CLI, createSite, run, snapshot, syncmedia } from "./scratch.test.support.ts";

type Site = ReturnType<typeof createSite>;

describe("names and files that systems stumble over", () => {
  test("a 250-byte name has no longer temporary name", () => {
    const name = `${"n".repeat(246)}.css`;
    using site = createSite({ [`blog/media/${name}`]: "long", [`blog/media/${"m".repeat(255)}`]: "longer" });
    expect(syncmedia(site.root).code).toBe(0);
    expect(snapshot(site.path("media"))).toEqual({ [`blog/${name}`]: "long", [`blog/${"m".repeat(255)}`]: "longer" });
  });

  test("100,000 files need less than 300 MB, cold and unchanged", () => {
    const tree = Array.from({ length: 100_000 }, (_, index) => [`blog/media/d${index % 500}/${index}.css`, "x"]);
    using site = createSite(Object.fromEntries(tree));
    for (const copied of [100_000, 0]) {
      const { code, stdout, kilobytes } = measured(site);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`blog +copy +${copied} `));
      expect(kilobytes).toBeLessThan(300_000);
    }
  });

  test("a sparse file of 5 GB is copied in constant memory, its holes kept", () => {
    using site = createSite({ "blog/media/": "" });
    run(site.root, "truncate", "-s", "5G", site.path("blog/media/big.bin"));
    const { code, kilobytes } = measured(site);
    expect(code).toBe(0);
    expect(kilobytes).toBeLessThan(200_000);
    const copy = statSync(site.path("media/blog/big.bin"));
    expect(copy.size).toBe(5 * 1024 ** 3);
    expect(copy.blocks).toBeLessThan(1000);
  });
});

/** Runs syncmedia and gives the most memory that it held. */
function measured(site: Site): { readonly code: number | null; readonly stdout: string; readonly kilobytes: number } {
  const measure = `data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))`;
  const { code, stdout, stderr } = run(site.root, process.execPath, "--import", measure, CLI);
  return { code, stdout, kilobytes: Number(stderr) };
}
