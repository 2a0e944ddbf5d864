import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { createDevServer } from "../src/front/dev-server.ts";
import { EXPRESS_SITE, PACKAGES } from "../../media/tests/express-site.test.support.ts";

test("an Express site with a server of its own gets every app's media with three lines, as the documentation says", async () => {
  const documentation = readFileSync(new URL("../../../docs/composition.md", import.meta.url), "utf8");
  const [code = ""] = /^import [^`]*addMediaToApp[^`]*listen\(8000\)/m.exec(documentation) ?? [];
  using tree = createTree({
    ...EXPRESS_SITE,
    "node_modules/@mediaroot/core": { link: path.join(PACKAGES, "@mediaroot/core") },
    "node_modules/@mediaroot/media": { link: path.join(PACKAGES, "..") },
    "site.ts": `${code.replace("await addMediaToApp", "const server = await addMediaToApp").replace("8000", "0")};
      process.stdout.write(String((server.address() as { port: number }).port));`,
  });
  const child = spawn(process.execPath, ["site.ts"], { cwd: tree.root, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [port] = (await once(child.stdout, "data")) as [Buffer];
    const get = async (target: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${String(port)}${target}`)).text();
    expect(await get("/")).toBe("home");
    expect(await get("/media/admin/a.css")).toBe("a{}");
  } finally {
    child.kill();
    await once(child, "exit");
  }
});

test("createDevServer serves the same composition inside another program", async () => {
  using tree = createTree({
    ...EXPRESS_SITE,
    "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"], APPLICATION: "./server.ts#app", MOUNTS: { "/f": "./server.ts#app" } };`,
  });
  const server = await createDevServer({ directory: tree.root, port: 0 });
  try {
    await server.started;
    const get = async (target: string): Promise<string> => (await fetch(new URL(target, server.address.url))).text();
    expect(await get("/")).toBe("one");
    expect(await get("/f/")).toBe("one");
    expect(await get("/media/admin/a.css")).toBe("a{}");
  } finally {
    await server.close();
  }
});
