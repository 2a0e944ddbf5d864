import { rmSync } from "node:fs";
import { loadProject } from "@mediaroot/core";
import { applyBucket, openBucket, planBucket } from "@mediaroot/syncmedia";
import { expect, test, vi } from "vitest";
import { runSyncmedia } from "../run-syncmedia.test.support.ts";
import { type Ran, run } from "../scratch.test.support.ts";
import type { BucketSuite } from "./bucket-suite.test.support.ts";
import { missingFiles } from "./bucket-view.test.support.ts";

/** Tests what is sent, and what it is stored with. */
export function testPublishing(suite: BucketSuite): void {
  test("publishes what a directory would get, with types, caching and hashes", async () => {
    using one = suite.site();
    const ran = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    await runSyncmedia(one.root, "--to", "public", "--hash");
    const files = run(one.path("public"), "sh", "-c", "find . -type f | grep -v syncmedia/ | sed 's,^./,,' | sort");
    const keys = await suite.bucket.keys(one.prefix);
    expect(keys.map((key) => key.slice(one.prefix.length + 1)).toSorted()).toEqual(
      files.stdout.trim().split("\n").toSorted(),
    );
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);

    const manifest = await suite.bucket.manifest(one.prefix);
    const module = await suite.bucket.visit(`${one.prefix}/${manifest.get("blog/js/core.mjs")?.path}`);
    expect(module.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(module.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const plain = await suite.bucket.visit(`${one.prefix}/admin/img/a+b (1).png`);
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "no-cache",
    });
    expect((await suite.bucket.visit(`${one.prefix}/.syncmedia/ledger`)).status).toBe(403);
  });

  test("reads one object and sends nothing where nothing has changed", async () => {
    using one = suite.site();
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    suite.proxy.requests.splice(0);
    const again = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(again.stdout).toContain("up to date");
    expect(suite.proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /media/${one.prefix}/.syncmedia/ledger`,
    ]);
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(0);
  });

  test("--dry-run names each object that would be sent or removed, and sends nothing", async () => {
    using one = suite.site({ SYNCMEDIA: { KEEP: { RELEASES: 1, DAYS: 0 } } });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    one.write({ "blog/media/js/a.mjs": "export const a = 2;", "blog/media/js/new.mjs": "export {};" });
    rmSync(one.path("media/photo.jpg"));
    suite.sent();
    const args = ["--to", one.to, "--hash", "--json"];
    const planned = changesOf(await runSyncmedia(one.root, ...args, "--dry-run"));
    expect(suite.sent()).toEqual([]);
    const done = changesOf(await runSyncmedia(one.root, ...args));
    expect(planned).toEqual(done);
    expect(planned).toContain("pruned photo.jpg");
    expect(planned).toContain("copied blog/js/new.mjs");
    expect(suite.sent()).not.toEqual([]);
  });

  test("tells after each object how many there are and what has been sent", async () => {
    using one = suite.site();
    const project = await loadProject({ directory: one.root });
    const target = openBucket(one.to, { settings: project.settings.SYNCMEDIA.S3, environment: process.env });
    const plan = await planBucket(target, project);
    const progress: (readonly [number, number])[] = [];
    const { bytes } = await applyBucket(target, plan, { onProgress: (...told) => progress.push(told) });
    const all = [...bytes.values()].reduce((sum, part) => sum + part, 0);
    expect(progress.map(([done]) => done)).toEqual(plan.actions.map((_, index) => index + 1));
    expect(progress.at(-1)).toEqual([plan.actions.length, all]);
  });

  test("sends what has changed and what refers to it, and removes what is gone at last", async () => {
    using one = suite.site({ SYNCMEDIA: { KEEP: { RELEASES: 1, DAYS: 0 } } });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    suite.sent();
    one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(3);
    expect(suite.sent()).toEqual([]);
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    const lines = suite.sent();
    expect(
      lines.map((line) => line.replace(/\.[0-9a-f]{16}\./, ".HASH.").replace(`/media/${one.prefix}/`, "")),
    ).toEqual([
      expect.stringContaining(".HASH."),
      expect.stringContaining(".HASH."),
      "PUT admin/img/a+b (1).png",
      "PUT media-manifest.json",
      "POST /media/?delete=",
    ]);
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
  });

  test("stores content-named text compressed, and sends it again when that changes", async () => {
    using one = suite.site();
    await runSyncmedia(one.root, "--to", one.to, "--hash", "--compress", "gzip");
    const { path = "" } = (await suite.bucket.manifest(one.prefix)).get("admin/css/forms.css") ?? {};
    expect((await suite.bucket.visit(`${one.prefix}/${path}`)).headers.get("content-encoding")).toBe("gzip");
    expect(await missingFiles(suite.bucket, one.prefix)).toEqual([]);
    suite.sent();
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--compress", "gzip")).stdout).toContain(
      "up to date",
    );
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(suite.sent()).toEqual([`PUT /media/${one.prefix}/${path}`]);
    expect((await suite.bucket.visit(`${one.prefix}/${path}`)).headers.get("content-encoding")).toBeNull();
  });

  test("takes the keys of a provider of the AWS SDK, and the endpoint and region of the settings", async () => {
    using one = suite.site();
    const providers = import.meta.resolve("@aws-sdk/credential-providers");
    one.write({
      keys: `[media]\naws_access_key_id = ${suite.server.keys.accessKeyId}\naws_secret_access_key = ${suite.server.keys.secretAccessKey}\n`,
      "settings.ts": `import { fromIni } from ${JSON.stringify(providers)};
        const CREDENTIALS = fromIni({ profile: "media", filepath: ${JSON.stringify(one.path("keys"))} });
        const S3 = { ENDPOINT: ${JSON.stringify(suite.proxy.endpoint)}, REGION: "eu-1", CREDENTIALS };
        export default { INSTALLED_APPS: ["./blog"], SYNCMEDIA: { TARGET: ${JSON.stringify(one.to)}, S3 } };`,
    });
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) vi.stubEnv(name, undefined);
    const { code, stderr } = await runSyncmedia(one.root);
    vi.unstubAllEnvs();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(suite.proxy.requests.at(-1)?.headers.authorization).toContain("/eu-1/s3/aws4_request");
    expect((await suite.bucket.visit(`${one.prefix}/blog/js/a.mjs`)).status).toBe(200);
  });

  test("verifies a bucket by what it lists, and mends it", async () => {
    using one = suite.site();
    await runSyncmedia(one.root, "--to", one.to);
    await suite.bucket.send("PUT", `${one.prefix}/blog/js/a.mjs`, { body: "changed" });
    await suite.bucket.send("DELETE", `${one.prefix}/blog/js/core.mjs`);
    await suite.bucket.send("PUT", `${one.prefix}/blog/js/mine + 1.mjs`, { body: "mine" });
    const { code, stdout } = await runSyncmedia(one.root, "verify", "--to", one.to, "--json");
    expect(JSON.parse(stdout)).toEqual({
      target: one.to,
      checked: 6,
      missing: ["blog/js/core.mjs"],
      changed: ["blog/js/a.mjs"],
      foreign: ["blog/js/mine + 1.mjs"],
      exitCode: 3,
    });
    expect(code).toBe(3);
    expect((await runSyncmedia(one.root, "--to", one.to, "--strategy", "overwrite")).code).toBe(0);
    expect((await runSyncmedia(one.root, "verify", "--to", one.to)).code).toBe(0);
  });

  test("sends a large file in parts, and leaves no parts behind when that fails", async () => {
    using one = suite.site();
    one.write({ "blog/media/large.bin": Buffer.alloc(20 * 1024 * 1024, "large") });
    suite.proxy.rule = ({ path: asked }) =>
      asked.includes("partNumber=2") ? { kind: "answer", status: 400, code: "InvalidPart" } : { kind: "forward" };
    const failed = await runSyncmedia(one.root, "--to", one.to);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("InvalidPart");
    expect(await (await suite.bucket.send("GET", "?uploads")).text()).not.toContain("<Upload>");
    suite.proxy.rule = () => ({ kind: "forward" });
    expect((await runSyncmedia(one.root, "--to", one.to)).code).toBe(0);
    const found = Buffer.from(await (await suite.bucket.visit(`${one.prefix}/blog/large.bin`)).arrayBuffer());
    expect(found.equals(Buffer.alloc(20 * 1024 * 1024, "large"))).toBe(true);
  });
}

/** @returns the changes of a report: `copied blog/js/a.mjs` */
function changesOf({ stdout }: Ran): readonly string[] {
  const { changes } = JSON.parse(stdout) as {
    readonly changes: readonly { readonly change: string; readonly path: string }[];
  };
  return changes.map(({ change, path }) => `${change} ${path}`).toSorted();
}
