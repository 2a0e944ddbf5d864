import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { PACKAGES } from "../../media/tests/express-site.test.support.ts";
import { startCli, until } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function isTaken(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const taken = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return taken;
}

const EXPRESS = { "node_modules/express": { link: `${PACKAGES}/express` } };

describe("an application that calls listen()", () => {
  const settings = (file: string): string => `export default { DEBUG: true, APPLICATION: "./${file}" };`;
  const site = shareSite({
    "settings.mjs": settings("server.js"),
    "node_modules/express": { link: `${PACKAGES}/express` },
  });
  const commonJs = (answer: string, listen: string): string => `const app = require("express")();
    app.get("/", (request, response) => response.send("${answer}"));
    ${listen}
    module.exports = app;`;
  const home = async (): Promise<string> => (await site.server.get("/")).text;

  test.each(["if (!module.parent)", "if (require.main === module)"])(
    "in CommonJS behind %s is served at each save, and never listens",
    async (guard) => {
      const port = await freePort();
      const listen = `${guard} app.listen(${port});`;
      for (const answer of ["one", "two", "three"]) {
        site.tree.write({ "settings.mjs": settings("server.js"), "server.js": commonJs(answer, listen) });
        expect(await home()).toBe(answer);
      }
      expect(await isTaken(port)).toBe(false);
      expect(site.server.stderr()).not.toContain("listens");
    },
  );

  test.each([
    ["old.cjs", "`if (require.main === module)`", (port: number) => commonJs("x", `app.listen(${port});`)],
    [
      "new.mjs",
      "`if (import.meta.main)`",
      (port: number) =>
        `import express from "express";\nconst app = express().get("/", (request, response) => response.send("x"));\napp.listen(${port});\nexport default app;`,
    ],
  ])(
    "in %s without a guard gets a warning at its first listen, and when it fails, with what to write: %s",
    async (file, guard, code) => {
      const port = await freePort();
      using tree = createTree({ "settings.mjs": settings(file), [file]: code(port), ...EXPRESS });
      await using server = await startCli(tree.root);
      expect((await server.get("/")).status).toBe(200);
      const warning = await until(() =>
        server
          .stderr()
          .split("\n")
          .find((line) => line.includes(`port ${port}`)),
      );
      expect(warning).toContain(`${tree.path(file)}:3`);
      expect(warning).toContain(guard);
      tree.write({ [file]: `${code(port)}\n` });
      const page = await until(async () => {
        const { text } = await server.get("/");
        return text.includes("EADDRINUSE") ? text : undefined;
      });
      expect(page).toContain(guard);
    },
  );
});
