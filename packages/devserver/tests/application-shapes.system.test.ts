import { describe, expect, test } from "vitest";
import { askAll, type Asking, askPlainAndWrapped, SERVE } from "./application-shapes.test.support.ts";
import { FRAMEWORK_APPLICATIONS } from "./framework-applications.test.support.ts";
import { installFrameworks } from "./frameworks.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import type { Probe } from "./shape-answers.test.support.ts";
import { UPGRADING_APPLICATIONS } from "./upgrading-applications.test.support.ts";

const frameworks = installFrameworks();

const pages: readonly Probe[] = [
  ["GET", "/hello?x=1"],
  ["HEAD", "/hello?x=1"],
  ["GET", "/who"],
  ["POST", "/echo", "some text"],
  ["GET", "/missing?x"],
  ["OPTIONS", "/hello"],
  ["DELETE", "/%zz"],
];
const query = encodeURIComponent("{ hello(x: 1), who }");
const limited = Array.from({ length: 4 }, (): Probe => ["GET", "/limited"]);
const socketIo: Asking = { probes: [...pages, ["GET", "/socket.io/?EIO=4"]], conversations: ["polling", "socket.io"] };
const TABLE: readonly (readonly [file: string, asking: Asking])[] = [
  ["express4.cjs", { probes: pages }],
  ["express5.mjs", { probes: pages }],
  ["koa.mjs", { probes: pages }],
  ["polka.mjs", { probes: pages }],
  ["hono.mjs", { probes: pages }],
  ["elysia.mjs", { probes: pages }],
  ["h3.mjs", { probes: pages }],
  ["hapi.mjs", { probes: pages }],
  [
    "yoga.mjs",
    {
      probes: [
        ["GET", `/graphql?query=${query}`],
        ["GET", "/graphql"],
        ["GET", "/missing"],
      ],
    },
  ],
  [
    "trpc.mjs",
    {
      probes: [
        ["GET", "/hello"],
        ["GET", "/who"],
        ["GET", "/missing"],
      ],
    },
  ],
  ["fastify.mjs", { probes: pages }],
  ["fastify-socket.io.mjs", socketIo],
  ["nest.mjs", socketIo],
  ["nest-fastify.mjs", socketIo],
  ["ws.mjs", { probes: pages, conversations: ["ws"] }],
  [
    "vite.mjs",
    {
      probes: [
        ["GET", "/"],
        ["GET", "/main.ts"],
        ["GET", "/missing.js"],
      ],
      conversations: ["vite"],
    },
  ],
  ["fastify-limit.mjs", { probes: limited }],
  ["express-limit.mjs", { probes: limited }],
];

describe.skipIf(frameworks === undefined)("an application answers alike (needs npm)", () => {
  const site = shareSite({
    "settings.mjs": "export default { DEBUG: true };",
    node_modules: { link: frameworks ?? "" },
    ...FRAMEWORK_APPLICATIONS,
    ...UPGRADING_APPLICATIONS,
    ...SERVE,
  });

  test.each(TABLE)("as it listens by itself, with media around it, and under devserver: %s", async (file, asking) => {
    const { tree, server } = site;
    const { plain, wrapped } = await askPlainAndWrapped(tree, file, asking);
    expect(wrapped).toEqual(plain);
    tree.write({ "settings.mjs": `export default { DEBUG: true, APPLICATION: "./${file}#createApp()" };` });
    expect(await askAll(Number(new URL(server.url).port), asking)).toEqual(plain);
    const said = JSON.stringify(plain);
    expect(said).toMatch(/hello 1|Vite|yes/);
    expect(said).toMatch(/127\.0\.0\.1.*OWN|Vite|"status":429/);
  });
});
