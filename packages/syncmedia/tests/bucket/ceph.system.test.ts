import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@mediaroot/core";
import type { TestTree } from "@mediaroot/core/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { blogEnvironment, copyBlog, freePort } from "../../../tests/blog-copy.ts";
import { type BucketView, makeBucket, missingFiles } from "./bucket.test.support.ts";
import { type Ceph, KEYS, missingCephTool, startCeph } from "./ceph.test.support.ts";
import { runSyncmedia } from "./run-syncmedia.test.support.ts";
import { type ProxiedRequest, type S3Proxy, startProxy } from "./s3-proxy.test.support.ts";
import { createSite, ended, type Ran, run, settingsText, start, until } from "./scratch.test.support.ts";

const why = missingCephTool === undefined ? "" : ` (skipped: ${missingCephTool} is missing)`;

describe.skipIf(missingCephTool !== undefined)(`syncmedia --to s3://bucket${why}`, () => {
  let ceph: Ceph;
  let proxy: S3Proxy;
  let bucket: BucketView;
  let prefixes = 0;

  beforeAll(async () => {
    ceph = await startCeph();
    proxy = await startProxy(ceph.endpoint);
    bucket = await makeBucket(ceph, "media");
    process.env["AWS_ACCESS_KEY_ID"] = KEYS.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = KEYS.secretAccessKey;
    process.env["AWS_ENDPOINT_URL"] = proxy.endpoint;
  });
  afterAll(async () => {
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) delete process.env[name];
    await proxy?.[Symbol.asyncDispose]();
    await ceph?.[Symbol.asyncDispose]();
  });

  afterEach(() => {
    proxy.rule = () => ({ kind: "forward" });
    proxy.requests.splice(0);
  });

  /** A site with a style sheet that refers to images, modules, an upload, and a name that is odd in a URL. */
  function site(settings: object = {}): TestTree & { readonly prefix: string; readonly to: string } {
    prefixes += 1;
    const prefix = `site${prefixes}`;
    const tree = createSite(
      {
        "contrib/admin/media/css/base.css": '@import "forms.css"; body { background: url("../img/a+b (1).png") }',
        "contrib/admin/media/css/forms.css": "form { color: red } ".repeat(50),
        "contrib/admin/media/img/a+b (1).png": "png",
        "blog/media/js/core.mjs": 'import { a } from "./a.mjs"; export const b = a;',
        "blog/media/js/a.mjs": "export const a = 1;",
        "media/photo.jpg": "photo",
        "media/admin/css/forms.css": "form { color: blue } ".repeat(50),
      },
      settings,
    );
    return { ...tree, prefix, to: `s3://media/${prefix}` };
  }

  /** What has been written since the last look, by kind of request. */
  function sent(): readonly string[] {
    const writes = proxy.requests.splice(0).filter(({ method }) => method !== "GET" && method !== "HEAD");
    return writes.map(({ method, path }) => `${method} ${path}`).filter((line) => !line.includes("/.syncmedia/"));
  }

  test("publishes what a directory would get, with types, caching and hashes", async () => {
    using one = site();
    const ran = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    await runSyncmedia(one.root, "--to", "public", "--hash");
    const files = run(one.path("public"), "sh", "-c", "find . -type f | grep -v syncmedia/ | sed 's,^./,,' | sort");
    const keys = await bucket.keys(one.prefix);
    expect(keys.map((key) => key.slice(one.prefix.length + 1)).toSorted()).toEqual(
      files.stdout.trim().split("\n").toSorted(),
    );
    expect(await missingFiles(bucket, one.prefix)).toEqual([]);

    const manifest = await bucket.manifest(one.prefix);
    const module = await bucket.visit(`${one.prefix}/${manifest.get("blog/js/core.mjs")?.path}`);
    expect(module.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(module.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const plain = await bucket.visit(`${one.prefix}/admin/img/a+b (1).png`);
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "no-cache",
    });
    expect((await bucket.visit(`${one.prefix}/.syncmedia/ledger`)).status).toBe(403);
  });

  test("serves the example blog from one machine, and its media from the bucket", async () => {
    using blog = copyBlog();
    const url = `s3://media/blog?endpoint=${ceph.endpoint}`;
    const args = ["production/start.ts", "--bucket", url, "--port", await freePort()];
    const child = spawn(process.execPath, args, { cwd: blog.root, env: blogEnvironment() });
    try {
      let stdout = "";
      child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
      const address = await vi.waitFor(() => /as in production: (\S+)/.exec(stdout)?.[1] ?? Promise.reject(), 30_000);
      const page = await (await fetch(address ?? "")).text();
      const sheets = [...page.matchAll(/(?:href|src)="([^"]+\.(?:css|svg))"/g)].map(([, sheet = ""]) => sheet);
      expect(sheets.length).toBeGreaterThan(1);
      for (const sheet of sheets) {
        expect(sheet).toMatch(new RegExp(`^${ceph.endpoint}/media/blog/.*\\.[0-9a-f]{16}\\.`));
        expect((await fetch(sheet)).status).toBe(200);
      }
      expect((await bucket.manifest("blog")).size).toBeGreaterThan(25);
      expect(await missingFiles(bucket, "blog")).toEqual([]);
    } finally {
      child.kill("SIGINT");
      await once(child, "close");
    }
  });

  test("reads one object and sends nothing where nothing has changed", async () => {
    using one = site();
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    proxy.requests.splice(0);
    const again = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(again.stdout).toContain("up to date");
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `GET /media/${one.prefix}/.syncmedia/ledger`,
    ]);
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(0);
  });

  test("sends what has changed and what refers to it, and removes what is gone at last", async () => {
    using one = site({ SYNCMEDIA: { KEEP: { RELEASES: 1, DAYS: 0 } } });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    sent();
    one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(3);
    expect(sent()).toEqual([]);
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    const lines = sent();
    expect(
      lines.map((line) => line.replace(/\.[0-9a-f]{16}\./, ".HASH.").replace(`/media/${one.prefix}/`, "")),
    ).toEqual([
      expect.stringContaining(".HASH."),
      expect.stringContaining(".HASH."),
      "PUT admin/img/a+b (1).png",
      "PUT media-manifest.json",
      "POST /media/?delete=",
    ]);
    expect(await missingFiles(bucket, one.prefix)).toEqual([]);
  });

  test("removes an app: plain objects at once, content-named ones when KEEP says so, and nothing of others", async () => {
    using one = site({ SYNCMEDIA: { KEEP: { RELEASES: 2, DAYS: 0 } } });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    await bucket.send("PUT", `${one.prefix}/blog/mine.css`, { body: "mine" });
    await bucket.send("PUT", `${one.prefix}/blog/new.css`, { body: "mine too" });
    const settings = { INSTALLED_APPS: ["./contrib/admin"], SYNCMEDIA: { KEEP: { RELEASES: 2, DAYS: 0 } } };
    one.write({ "settings.ts": settingsText(settings), "contrib/admin/media/new.css": "a" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    const named = (keys: readonly string[]): readonly string[] => keys.filter((key) => key.includes("/blog/"));
    expect(named(await bucket.keys(one.prefix)).map((key) => key.replace(/\.[0-9a-f]{16}\./, ".HASH."))).toEqual([
      `${one.prefix}/blog/js/a.HASH.mjs`,
      `${one.prefix}/blog/js/core.HASH.mjs`,
      `${one.prefix}/blog/mine.css`,
      `${one.prefix}/blog/new.css`,
    ]);
    one.write({ "contrib/admin/media/new.css": "b" });
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(named(await bucket.keys(one.prefix))).toEqual([`${one.prefix}/blog/mine.css`, `${one.prefix}/blog/new.css`]);
  });

  test("leaves what somebody else has put at a plain name, and takes the name once it is free", async () => {
    using one = site();
    await bucket.send("PUT", `${one.prefix}/admin/css/forms.css`, { body: "mine" });
    const first = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("kept admin/css/forms.css: an object that is not syncmedia's");
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--check")).code).toBe(0);
    expect(await (await bucket.visit(`${one.prefix}/admin/css/forms.css`)).text()).toBe("mine");
    await bucket.send("DELETE", `${one.prefix}/admin/css/forms.css`);
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(await (await bucket.visit(`${one.prefix}/admin/css/forms.css`)).text()).toContain("blue");
  });

  test("stores content-named text compressed, and sends it again when that changes", async () => {
    using one = site();
    await runSyncmedia(one.root, "--to", one.to, "--hash", "--compress", "gzip");
    const { path = "" } = (await bucket.manifest(one.prefix)).get("admin/css/forms.css") ?? {};
    expect((await bucket.visit(`${one.prefix}/${path}`)).headers.get("content-encoding")).toBe("gzip");
    expect(await missingFiles(bucket, one.prefix)).toEqual([]);
    sent();
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash", "--compress", "gzip")).stdout).toContain(
      "up to date",
    );
    await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(sent()).toEqual([`PUT /media/${one.prefix}/${path}`]);
    expect((await bucket.visit(`${one.prefix}/${path}`)).headers.get("content-encoding")).toBeNull();
  });

  test("takes the keys of a provider of the AWS SDK, and the endpoint and region of the settings", async () => {
    using one = site();
    const providers = import.meta.resolve("@aws-sdk/credential-providers");
    one.write({
      keys: `[media]\naws_access_key_id = ${KEYS.accessKeyId}\naws_secret_access_key = ${KEYS.secretAccessKey}\n`,
      "settings.ts": `import { fromIni } from ${JSON.stringify(providers)};
        const CREDENTIALS = fromIni({ profile: "media", filepath: ${JSON.stringify(one.path("keys"))} });
        const S3 = { ENDPOINT: ${JSON.stringify(proxy.endpoint)}, REGION: "eu-1", CREDENTIALS };
        export default { INSTALLED_APPS: ["./blog"], SYNCMEDIA: { TARGET: ${JSON.stringify(one.to)}, S3 } };`,
    });
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) vi.stubEnv(name, undefined);
    const { code, stderr } = await runSyncmedia(one.root);
    vi.unstubAllEnvs();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(proxy.requests.at(-1)?.headers.authorization).toContain("/eu-1/s3/aws4_request");
    expect((await bucket.visit(`${one.prefix}/blog/js/a.mjs`)).status).toBe(200);
  });

  test("verifies a bucket by what it lists, and mends it", async () => {
    using one = site();
    await runSyncmedia(one.root, "--to", one.to);
    await bucket.send("PUT", `${one.prefix}/blog/js/a.mjs`, { body: "changed" });
    await bucket.send("DELETE", `${one.prefix}/blog/js/core.mjs`);
    await bucket.send("PUT", `${one.prefix}/blog/js/mine + 1.mjs`, { body: "mine" });
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

  describe("keeps every name of every kept manifest", () => {
    /** How often it is tried. BUCKET_ROUNDS=50 takes some minutes. */
    const times = Number(process.env["BUCKET_ROUNDS"] ?? 6);

    test("when it is killed at any request, and the next run completes", async () => {
      using one = site();
      const random = seeded(7);
      await runSyncmedia(one.root, "--to", one.to, "--hash");
      const published: Manifest[] = [await bucket.manifest(one.prefix)];
      for (let round = 0; round < times; round += 1) {
        one.write({
          "contrib/admin/media/img/a+b (1).png": `round ${round}`,
          [`blog/media/new${round % 3}.css`]: `${round}`,
        });
        const child = start(one.root, "--to", one.to, "--hash");
        killAt(child, Math.floor(random() * 16) + 1, random() < 0.5);
        await ended(child);
        proxy.rule = () => ({ kind: "forward" });
        const now = await bucket.manifest(one.prefix);
        expect(await missingFiles(bucket, one.prefix), `round ${round}`).toEqual([]);
        for (const manifest of [...published.slice(-2), now]) await expectAll(one.prefix, manifest);
        if (random() < 0.4) continue;
        await releaseLock(one.prefix);
        expect(await runSyncmedia(one.root, "--to", one.to, "--hash"), `round ${round}`).toMatchObject({ code: 0 });
        published.push(await bucket.manifest(one.prefix));
        await expectAll(one.prefix, published.at(-1) ?? new Map());
      }
    });

    test("when connections are cut and answers are lost, in one run", async () => {
      using one = site();
      const random = seeded(3);
      for (let round = 0; round < 3; round += 1) {
        one.write({ "contrib/admin/media/img/a+b (1).png": `round ${round}` });
        proxy.rule = () => {
          const dice = random();
          if (dice < 0.15) return { kind: "cut request", after: Math.floor(random() * 2000) };
          return dice < 0.3 ? { kind: "lose answer" } : { kind: "forward" };
        };
        expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0, stderr: "" });
        proxy.rule = () => ({ kind: "forward" });
        expect(await missingFiles(bucket, one.prefix)).toEqual([]);
        expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).stdout).toContain("up to date");
      }
    });

    test("when the server is overloaded, and when it is restarted", async () => {
      using one = site();
      const end = Date.now() + 2000;
      proxy.rule = ({ method }) =>
        method === "PUT" && Date.now() < end ? { kind: "answer", status: 503, code: "SlowDown" } : { kind: "forward" };
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0, stderr: "" });
      one.write({ "blog/media/js/a.mjs": "export const a = 2;" });
      let restart: Promise<void> | undefined;
      proxy.rule = ({ path: asked }) => {
        if (asked.includes("core.")) restart ??= ceph.restartGateway(300);
        return { kind: "forward" };
      };
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0, stderr: "" });
      expect(restart).toBeDefined();
      await restart;
      expect(await missingFiles(bucket, one.prefix)).toEqual([]);
    });

    test("when it is interrupted: it ends between two objects", async () => {
      using one = site();
      const child = start(one.root, "--to", one.to, "--hash");
      let writes = 0;
      proxy.rule = ({ method, path: asked }) => {
        if (method === "PUT" && !asked.includes(".syncmedia") && (writes += 1) === 2) child.kill("SIGINT");
        return { kind: "forward" };
      };
      const { code, stdout } = await ended(child);
      expect(code).toBe(130);
      expect(stdout).toMatch(/Left undone: \d+ more/);
      expect((await bucket.manifest(one.prefix)).size).toBe(0);
      expect(await runSyncmedia(one.root, "--to", one.to, "--hash")).toMatchObject({ code: 0 });
      expect(await missingFiles(bucket, one.prefix)).toEqual([]);
    });
  });

  test("counts a release whose manifest travelled when Ctrl-C came", async () => {
    using one = site({ SYNCMEDIA: { KEEP: { RELEASES: 2, DAYS: 0 } } });
    const child = start(one.root, "--to", one.to, "--hash");
    proxy.rule = ({ method, path }) => {
      if (method === "PUT" && path.endsWith("/media-manifest.json")) child.kill("SIGINT");
      return { kind: "forward" };
    };
    expect((await ended(child)).code).toBe(130);
    proxy.rule = () => ({ kind: "forward" });
    const interrupted = await bucket.manifest(one.prefix);
    expect(interrupted.size).toBeGreaterThan(0);
    one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    await expectAll(one.prefix, interrupted);
  });

  test("ends at once on a second Ctrl-C, and lets go of its lock", async () => {
    using one = site();
    const child = start(one.root, "--to", one.to, "--hash");
    let isInterrupted = false;
    proxy.rule = ({ method, path }) => {
      if (method !== "PUT" || path.includes(".syncmedia")) return { kind: "forward" };
      // A third signal, at the end of the process, would kill it.
      if (!isInterrupted) {
        isInterrupted = true;
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGINT"), 100);
      }
      return { kind: "hold" };
    };
    const { code, stdout } = await ended(child);
    expect(code).toBe(130);
    expect(stdout).toContain("Interrupted in the middle of an upload");
    proxy.rule = () => ({ kind: "forward" });
    expect(await runSyncmedia(one.root, "--to", one.to, "--hash", "--no-wait")).toMatchObject({ code: 0 });
    expect(await missingFiles(bucket, one.prefix)).toEqual([]);
  });

  describe("two publishers", () => {
    test("at once: one waits, and the manifest is one of theirs", async () => {
      const rounds = Math.ceil(Number(process.env["BUCKET_ROUNDS"] ?? 3) / 2);
      using one = site();
      using other = site();
      for (let round = 0; round < rounds; round += 1) {
        one.write({ "blog/media/js/a.mjs": `export const a = "one ${round}";` });
        other.write({ "blog/media/js/a.mjs": `export const a = "other ${round}";`, "blog/media/other.css": "x" });
        const ran = await Promise.all([one, other].map((tree) => ended(start(tree.root, "--to", one.to, "--hash"))));
        expect(ran).toMatchObject([{ code: 0 }, { code: 0 }]);
        const theirs = [one, other].map((tree) => readFileSync(tree.path("media-manifest.json"), "utf8"));
        expect(theirs).toContain(await (await bucket.visit(`${one.prefix}/media-manifest.json`)).text());
        expect(await missingFiles(bucket, one.prefix)).toEqual([]);
      }
    });

    test("of which one does not wait: it says who is publishing", async () => {
      using one = site();
      await runSyncmedia(one.root, "--to", one.to);
      const lock = { name: "pid 1 on elsewhere", nonce: "x", renewed: 0, isReleased: false };
      await bucket.send("PUT", `${one.prefix}/.syncmedia/lock`, { body: JSON.stringify(lock) });
      one.write({ "blog/media/new.css": "new" });
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to, "--no-wait");
      expect(code).toBe(1);
      expect(stderr).toContain("locked by pid 1 on elsewhere");
    });

    test("of which one is stopped for longer than its lock lasts: it writes nothing more", async () => {
      using one = site();
      using other = site();
      const child = spawn(process.execPath, [SHORT_LEASE, one.root, one.to], { stdio: ["ignore", "pipe", "pipe"] });
      let stopped = false;
      proxy.rule = ({ method, path: asked }) => {
        if (method === "PUT" && !stopped && asked.includes("/blog/js/core.")) {
          stopped = true;
          child.kill("SIGSTOP");
        }
        return { kind: "forward" };
      };
      await until(() => stopped);
      other.write({ "blog/media/js/a.mjs": `export const a = "other";` });
      const overtaking = spawn(process.execPath, [SHORT_LEASE, other.root, one.to], { stdio: "inherit" });
      expect((await once(overtaking, "close"))[0]).toBe(0);
      proxy.requests.splice(0);
      child.kill("SIGCONT");
      const { code, stderr } = await ended(child);
      expect(stderr).toContain("BUCKET_LOCK_LOST");
      expect(code).toBe(1);
      expect(proxy.requests.filter(isWrite).filter(({ status = 0 }) => status < 300)).toEqual([]);
      const manifest = await (await bucket.visit(`${one.prefix}/media-manifest.json`)).text();
      expect(manifest).toBe(readFileSync(other.path("media-manifest.json"), "utf8"));
      expect(await missingFiles(bucket, one.prefix)).toEqual([]);
    });
  });

  test.each([
    ["no conditions", ["if-match", "if-none-match"]],
    ["no If-Match", ["if-match"]],
  ])("publishes to a server that knows %s and no removal in bulk, and says so once", async (_, unknown) => {
    using one = site({ SYNCMEDIA: { KEEP: { RELEASES: 1, DAYS: 0 } } });
    proxy.rule = ({ headers, path }) => {
      if (unknown.some((name) => name in headers)) return { kind: "answer", status: 501, code: "NotImplemented" };
      return path.includes("?delete") ? { kind: "answer", status: 400, code: "InvalidRequest" } : { kind: "forward" };
    };
    await bucket.send("PUT", `${one.prefix}/photo.jpg`, { body: "mine" });
    const first = await runSyncmedia(one.root, "--to", one.to, "--hash");
    expect(first.code).toBe(0);
    expect(first.stderr.trim().split("\n")).toEqual([expect.stringContaining("does not check conditions")]);
    expect(await (await bucket.visit(`${one.prefix}/photo.jpg`)).text()).toBe("mine");
    one.write({ "contrib/admin/media/img/a+b (1).png": "other" });
    expect((await runSyncmedia(one.root, "--to", one.to, "--hash")).code).toBe(0);
    expect(await missingFiles(bucket, one.prefix)).toEqual([]);
    expect((await bucket.keys(one.prefix)).filter((key) => /a\+b \(1\)\.[0-9a-f]{16}/.test(key))).toHaveLength(1);
    const ran = await Promise.all([1, 2].map((round) => publishAgain(one, round)));
    expect(ran).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(await missingFiles(bucket, one.prefix)).toEqual([]);
  });

  test("sends a large file in parts, and leaves no parts behind when that fails", async () => {
    using one = site();
    one.write({ "blog/media/large.bin": Buffer.alloc(20 * 1024 * 1024, "large") });
    proxy.rule = ({ path: asked }) =>
      asked.includes("partNumber=2") ? { kind: "answer", status: 400, code: "InvalidPart" } : { kind: "forward" };
    const failed = await runSyncmedia(one.root, "--to", one.to);
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("InvalidPart");
    expect(await (await bucket.send("GET", "?uploads")).text()).not.toContain("<Upload>");
    proxy.rule = () => ({ kind: "forward" });
    expect((await runSyncmedia(one.root, "--to", one.to)).code).toBe(0);
    const found = Buffer.from(await (await bucket.visit(`${one.prefix}/blog/large.bin`)).arrayBuffer());
    expect(found.equals(Buffer.alloc(20 * 1024 * 1024, "large"))).toBe(true);
  });

  describe("says what is wrong in one error:", () => {
    test.each([
      ["a wrong secret", { AWS_SECRET_ACCESS_KEY: "wrong" }, 1, "does not accept the keys"],
      ["no secret", { AWS_SECRET_ACCESS_KEY: "" }, 2, "AWS_SECRET_ACCESS_KEY is not set"],
      ["an unknown key", { AWS_ACCESS_KEY_ID: "unknown" }, 1, "does not accept the keys"],
      [
        "nobody at the endpoint",
        { AWS_ENDPOINT_URL: "http://127.0.0.1:47999" },
        1,
        "does not answer: connect ECONNREFUSED",
      ],
      ["no endpoint", { AWS_ENDPOINT_URL: "nowhere" }, 2, "is not the address of a server"],
    ])("%s", async (_, environment, exitCode, message) => {
      using one = site();
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to);
      vi.unstubAllEnvs();
      expect(stderr).toContain(message);
      expect(stderr.match(/^error/gm)).toHaveLength(1);
      expect(code).toBe(exitCode);
    });

    test("no such bucket", async () => {
      using one = site();
      const { code, stderr } = await runSyncmedia(one.root, "--to", "s3://nobody/x");
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("There is no bucket s3://nobody/x") as string,
      });
    });

    test("a clock that is an hour fast", async () => {
      using one = site();
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to);
      vi.useRealTimers();
      expect(stderr).toContain("the clock of this machine is wrong");
      expect(code).toBe(1);
    });

    test("another region", async () => {
      using one = site();
      proxy.rule = () => ({
        kind: "answer",
        status: 301,
        code: "PermanentRedirect",
        headers: { "x-amz-bucket-region": "eu-1" },
      });
      const { code, stderr } = await runSyncmedia(one.root, "--to", one.to);
      expect(stderr).toContain("is not in the region us-east-1, but in eu-1");
      expect(stderr).toContain("?region=eu-1");
      expect(code).toBe(1);
    });

    test("no permission to remove: all else is published, and removed once it is permitted", async () => {
      using one = site();
      one.write({ "blog/media/a.css": "a", "blog/media/b.css": "b" });
      await runSyncmedia(one.root, "--to", one.to);
      run(one.root, "rm", "blog/media/a.css", "blog/media/b.css");
      one.write({ "blog/media/c.css": "c" });
      proxy.rule = ({ path: asked }) =>
        asked.includes("?delete") ? { kind: "answer", status: 403, code: "AccessDenied" } : { kind: "forward" };
      const { code, stdout } = await runSyncmedia(one.root, "--to", one.to);
      expect(stdout).toContain("do not permit s3:DeleteObject");
      expect(code).toBe(1);
      expect(await bucket.keys(`${one.prefix}/blog/c.css`)).toHaveLength(1);
      proxy.rule = () => ({ kind: "forward" });
      expect((await runSyncmedia(one.root, "--to", one.to)).code).toBe(0);
      expect(await bucket.keys(`${one.prefix}/blog/a.css`)).toEqual([]);
    });
  });

  /** Publishes another release while others may do so too. */
  async function publishAgain(one: ReturnType<typeof site>, round: number): Promise<Ran> {
    using other = site();
    other.write({ "blog/media/js/a.mjs": `export const a = ${round};` });
    return await ended(start(other.root, "--to", one.to, "--hash"));
  }

  /** Kills a process at its nth request that writes, which is forwarded or not. */
  function killAt(child: ReturnType<typeof start>, nth: number, isForwarded: boolean): void {
    let writes = 0;
    proxy.rule = (request) => {
      if (isWrite(request)) writes += 1;
      if (writes < nth) return { kind: "forward" };
      child.kill("SIGKILL");
      return isForwarded ? { kind: "lose answer" } : { kind: "cut request", after: 0 };
    };
  }

  /** A killed process cannot let go of its lock. Whoever does not want to wait for a minute may remove it. */
  async function releaseLock(prefix: string): Promise<void> {
    await bucket.send("DELETE", `${prefix}/.syncmedia/lock`);
  }

  async function expectAll(prefix: string, manifest: Manifest): Promise<void> {
    const keys = new Set(await bucket.keys(prefix));
    const missing = [...manifest.values()].filter((file) => !keys.has(`${prefix}/${file.path}`));
    expect(missing).toEqual([]);
  }
});

const SHORT_LEASE = join(import.meta.dirname, "publish-with-short-lease.test.support.ts");

function isWrite({ method }: ProxiedRequest): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** The same random numbers each time, from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
