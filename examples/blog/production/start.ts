/**
 * Shows the site as production runs it, on this machine: `npm run production -- [--copy | --link | --auto]`.
 *
 * `syncmedia` puts every app's media where nginx serves it, `server.ts` runs the application, and nginx serves media and
 * passes everything else on. All of it ends with this process.
 *
 * --copy             copies, overrides included (the default)
 * --link             links each app's media: an upgraded app shows at once, and nothing can be overridden
 * --auto             links where it can, copies where it cannot
 * --media-root DIR   where the media goes (default: production/run/media)
 * --port PORT        where nginx listens (default: 8080)
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import process, { env, execPath, exit, stderr, stdout } from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { reasonOf } from "@mediaroot/core";
import { writeNginxConfig } from "./nginx-config.ts";
import { readSecret } from "./secret.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const RUN = path.join(import.meta.dirname, "run");
const SOCKET = path.join(RUN, "application.sock");

const flags = parseFlags();
const stopping = new AbortController();
const media = path.resolve(flags["media-root"]);

mkdirSync(RUN, { recursive: true });
mkdirSync(media, { recursive: true });
syncMedia();
const address = `127.0.0.1:${flags.port}`;
const config = writeNginxConfig({ run: RUN, media, listen: address });
rmSync(SOCKET, { force: true });
const servers = [startServer(), spawn("nginx", ["-p", RUN, "-c", config], { stdio: "inherit" })];
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));
for (const server of servers) {
  server.on("error", (error) => {
    stderr.write(`${server.spawnfile}: ${error.message}\n`);
    stop(1);
  });
  server.on("exit", () => stop(1));
}
while (!existsSync(SOCKET) && !stopping.signal.aborted) await wait(50);
if (!stopping.signal.aborted) {
  stdout.write(
    `The site as production runs it: http://${address}/\nAdd whoever may log in: npm run createuser -- NAME\n`,
  );
}

interface Flags {
  readonly link: boolean;
  readonly auto: boolean;
  readonly "media-root": string;
  readonly port: string;
}

function parseFlags(): Flags {
  const flag = { type: "boolean", default: false } as const;
  const mediaRoot = { type: "string", default: path.join(RUN, "media") } as const;
  const port = { type: "string", default: "8080" } as const;
  try {
    const { values } = parseArgs({
      options: { copy: flag, link: flag, auto: flag, "media-root": mediaRoot, port },
    });
    const methods = [values.copy, values.link, values.auto].filter(Boolean);
    if (methods.length > 1) throw new Error("--copy, --link and --auto exclude each other.");
    if (!/^[1-9]\d{0,4}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new Error(`--port ${values.port} is no number from 1 to 65535.`);
    }
    return values;
  } catch (error) {
    stderr.write(`${reasonOf(error)}\n`);
    exit(2);
  }
}

/** Linked media is all in MEDIA_ROOT; copied media is the effective tree of MEDIA_ROOT and the apps, somewhere else. */
function syncMedia(): void {
  const method = flags.link ? ["--link"] : flags.auto ? ["--auto"] : ["--copy", "--to", media];
  const { status, error } = spawnSync("syncmedia", method, { cwd: ROOT, env: production(), stdio: "inherit" });
  if (error !== undefined) stderr.write(`syncmedia: ${error.message}. Run it by npm: npm run production\n`);
  if (status !== 0) exit(status ?? 1);
}

function startServer(): ChildProcess {
  const program = path.join(import.meta.dirname, "server.ts");
  return spawn(execPath, [program], { env: { ...production(), SOCKET }, stdio: "inherit" });
}

function production(): NodeJS.ProcessEnv {
  const mediaRoot = flags.link || flags.auto ? { MEDIA_ROOT: media } : {};
  return {
    ALLOWED_HOSTS: "localhost,127.0.0.1",
    SECRET_KEY: readSecret(RUN),
    ...env,
    ...mediaRoot,
    NODE_ENV: "production",
  };
}

function stop(code: number): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  process.exitCode = code;
  for (const server of servers) server.kill("SIGTERM");
}
