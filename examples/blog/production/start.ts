/**
 * Runs the site on this machine as in production: `npm run production -- [--copy | --link | --auto]`.
 *
 * `syncmedia` puts every app's media where nginx serves it, `server.ts` runs the application, and nginx serves media and asks
 * the application for everything else. All three end with this process.
 *
 * --copy             copies media, overrides included (the default)
 * --link             links each app's media: a new version of an app shows at once, and nothing can be overridden
 * --auto             links where it can, and copies elsewhere
 * --media-root DIR   the directory for media (default: production/run/media)
 * --port PORT        the port of nginx (default: 8080)
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process, { env, execPath, exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { reasonOf } from "@mediaroot/core";
import { writeNginxConfig } from "./nginx-config.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const RUN = path.join(import.meta.dirname, "run");

const flags = parseFlags();
const media = path.resolve(flags["media-root"]);
const address = `127.0.0.1:${flags.port}`;

mkdirSync(RUN, { recursive: true });
mkdirSync(media, { recursive: true });
syncMedia();
const config = writeNginxConfig({ run: RUN, media, listen: address });
const application = startApplication();
const servers = [application, spawn("nginx", ["-p", RUN, "-c", config], { stdio: "inherit" })];
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop(0));
for (const server of servers) {
  server.on("error", (error) => {
    stderr.write(`${server.spawnfile}: ${error.message}\n`);
    stop(1);
  });
  server.on("exit", () => stop(1));
}
application.once("message", () => {
  stdout.write(
    `The site as in production: http://${address}/\nAdd a user who may log in: npm run createuser -- NAME\n`,
  );
});

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
    const { values } = parseArgs({ options: { copy: flag, link: flag, auto: flag, "media-root": mediaRoot, port } });
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

/** Links are made in MEDIA_ROOT. Copies go to another directory, together with the project's overrides and uploads. */
function syncMedia(): void {
  const method = flags.link ? ["--link"] : flags.auto ? ["--auto"] : ["--copy", "--to", media];
  const { status, error } = spawnSync("syncmedia", method, { cwd: ROOT, env: productionEnv(), stdio: "inherit" });
  if (error !== undefined) stderr.write(`syncmedia: ${error.message}. Start it with npm: npm run production\n`);
  if (status !== 0) exit(status ?? 1);
}

function startApplication(): ChildProcess {
  const program = path.join(import.meta.dirname, "server.ts");
  const SOCKET = path.join(RUN, "application.sock");
  return spawn(execPath, [program], {
    env: { ...productionEnv(), SOCKET },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
}

function productionEnv(): NodeJS.ProcessEnv {
  const mediaRoot = flags.link || flags.auto ? { MEDIA_ROOT: media } : {};
  return {
    ALLOWED_HOSTS: "localhost,127.0.0.1",
    SECRET_KEY: readSecret(),
    ...env,
    ...mediaRoot,
    NODE_ENV: "production",
  };
}

/** @returns a SECRET_KEY that is made once for this machine. A real site sets its own */
function readSecret(): string {
  const file = path.join(RUN, "secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(48).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}

function stop(code: number): void {
  process.exitCode ??= code;
  for (const server of servers) server.kill("SIGTERM");
}
