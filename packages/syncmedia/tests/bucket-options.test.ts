import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { createSite } from "./scratch.test.support.ts";

describe("syncmedia --to s3://bucket refuses, before any request,", () => {
  beforeEach(() => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
    // Nobody answers there: a request would take seconds.
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:47999");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test.each([
    [["--link"], "A bucket holds no links"],
    [["--auto"], "A bucket holds no links"],
    [["--strategy", "update"], "Use sync, which sends what differs"],
    [["--strategy", "clear"], "Use sync, which sends what differs"],
    [["--adopt"], "leave --adopt out"],
    [["--hash", "--compress", "br,gzip"], "use exactly one of gzip and br"],
    [["--hash", "--compress", "zst"], "use exactly one of gzip and br"],
    [["--compress", "gzip"], "add --hash"],
    [["blog", "--hash"], "leave the labels out"],
  ])("%j: %s", async (flags, reason) => {
    using site = createSite({ "blog/media/a.css": "a" });
    const { code, stderr, stdout } = await runSyncmedia(site.root, ...flags, "--to", "s3://media/site");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(reason);
    expect(stderr.match(/^error/gm)).toHaveLength(1);
  });

  test.each([
    [`METHOD: "auto"`, 'SYNCMEDIA.METHOD "auto"'],
    [`STRATEGY: "new"`, 'SYNCMEDIA.STRATEGY "new"'],
    [`HASH: true, COMPRESS: ["br", "gzip"]`, "SYNCMEDIA.COMPRESS br,gzip"],
  ])("%s in the settings, which it names", async (setting, named) => {
    using site = createSite();
    site.write({ "settings.ts": `export default { INSTALLED_APPS: ["./blog"], SYNCMEDIA: { ${setting} } };\n` });
    const { code, stderr } = await runSyncmedia(site.root, "--to", "s3://media/site");
    expect(code).toBe(2);
    expect(stderr).toContain(`${named} and a target that is a bucket cannot be used together.`);
  });

  test("a URL that is none, and an unknown label", async () => {
    using site = createSite();
    expect((await runSyncmedia(site.root, "--to", "s3://Media")).code).toBe(2);
    expect((await runSyncmedia(site.root, "blogg", "--to", "s3://media")).stderr).toContain("blog");
  });
});
