import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { TestTree, Tree } from "@mediaroot/core/testing";
import { type Conversation, converse, type Probe, probe, type ShapeAnswer } from "./shape-answers.test.support.ts";

const MEDIA = path.join(import.meta.dirname, "../../media/src/index.ts");

/** A program that serves one application twice: as its framework lets it listen, and with media around it. */
export const SERVE: Tree = {
  "listen.mjs": `
    export const listenOn = (app) => new Promise((done) => {
      const listener = app.listen(0, "127.0.0.1", () => done((listener.server ?? listener).address().port));
    });`,
  "serve.mjs": `import { createRequire } from "node:module";
    import { addMediaToApp } from ${JSON.stringify(MEDIA)};
    import { listenOn } from "./listen.mjs";
    const [, , file] = process.argv;
    const load = createRequire(import.meta.url);
    const { createApp, listen, toServer = (app) => app } = file.endsWith(".cjs") ? load(file) : await import(file);
    const site = { mediaUrl: "/media/", sources: [], ignore: [], mounts: [], hosts: [], indexes: true, debug: true };
    const plain = await (listen ?? ((app) => listenOn(toServer(app))))(await createApp());
    const server = await addMediaToApp(await createApp(), site).listen(0);
    process.send({ plain, wrapped: server.address().port });
    process.on("disconnect", () => process.exit());`,
};

/** How an application is asked. */
export interface Asking {
  readonly probes: readonly Probe[];
  readonly conversations?: readonly Conversation[];
}

/** What an application answered, request by request, then what it said in each conversation. */
export interface Answers {
  readonly answers: readonly ShapeAnswer[];
  readonly conversations: readonly (readonly string[])[];
}

/** Asks one server everything, in order. */
export async function askAll(port: number, { probes, conversations = [] }: Asking): Promise<Answers> {
  const answers: ShapeAnswer[] = [];
  for (const one of probes) answers.push(await probe(port, one));
  return { answers, conversations: await Promise.all(conversations.map((one) => converse(port, one))) };
}

interface Ports {
  readonly plain: number;
  readonly wrapped: number;
}

/** Asks an application as its framework lets it listen, and with media around it, in a process of its own. */
export async function askPlainAndWrapped(
  tree: TestTree,
  file: string,
  asking: Asking,
): Promise<{ readonly plain: Answers; readonly wrapped: Answers }> {
  const options = { cwd: tree.root, silent: true, env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" } };
  const program = fork(tree.path("serve.mjs"), [`./${file}`], options);
  let errors = "";
  program.stderr?.on("data", (chunk) => (errors += String(chunk)));
  program.stdout?.resume();
  const ended = once(program, "close").then(() => Promise.reject(new Error(`${file} ended: ${errors}`)));
  ended.catch(() => {});
  try {
    const [ports] = (await Promise.race([once(program, "message"), ended])) as [Ports];
    return { plain: await askAll(ports.plain, asking), wrapped: await askAll(ports.wrapped, asking) };
  } finally {
    program.kill("SIGKILL");
  }
}
