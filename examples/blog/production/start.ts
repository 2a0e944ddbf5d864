/**
 * Runs the site on this machine as in production: `npm run production -- [--copy | --link | --auto | --bucket URL] [--no-nginx]`.
 *
 * `syncmedia` puts every app's media where production serves it, `server.ts` runs the application, and nginx serves media and asks
 * the application for everything else. All three end with this process.
 *
 * --copy             publishes the media, overrides included, with content-named and compressed files (the default)
 * --link             links each app's media: a new version of an app shows at once, and nothing can be overridden
 * --auto             links where it can, and copies elsewhere
 * --bucket URL       publishes the media to a bucket instead, and has browsers load it from there; keys: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
 * --media-url URL    the URL of the media in the bucket, such as that of a CDN (default: made of the endpoint in the bucket's URL)
 * --no-nginx         runs without nginx: the application serves the same media itself
 * --media-root DIR   the directory for media (default: production/run/publication, or production/run/media with --link and --auto)
 * --port PORT        the port of the site (default: 8080)
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
const HOST = "127.0.0.1";

const flags = parseFlags();
/** Links, and copies beside them, are made in MEDIA_ROOT. */
const isInPlace = flags.link || flags.auto;
const media = flags.bucket ?? path.resolve(flags["media-root"] ?? path.join(RUN, isInPlace ? "media" : "publication"));
/** nginx serves media from a directory. Media in a bucket comes from there. */
const hasNginx = flags.nginx && flags.bucket === undefined;
const address = `${HOST}:${flags.port}`;

mkdirSync(RUN, { recursive: true });
if (flags.bucket === undefined) mkdirSync(media, { recursive: true });
syncMedia();
const application = startApplication();
const servers = hasNginx ? [application, startNginx()] : [application];
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
  readonly nginx: boolean;
  readonly bucket?: string | undefined;
  readonly "media-url"?: string | undefined;
  readonly "media-root"?: string | undefined;
  readonly port: string;
}

function parseFlags(): Flags {
  const flag = { type: "boolean", default: false } as const;
  const options = {
    copy: flag,
    link: flag,
    auto: flag,
    nginx: { type: "boolean", default: true },
    bucket: { type: "string" },
    "media-url": { type: "string" },
    "media-root": { type: "string" },
    port: { type: "string", default: "8080" },
  } as const;
  try {
    const { values } = parseArgs({ options, allowNegative: true });
    const methods = [values.copy, values.link, values.auto, values.bucket].filter(Boolean);
    if (methods.length > 1) throw new Error("--copy, --link, --auto and --bucket exclude each other.");
    if (!/^[1-9]\d{0,4}$/.test(values.port) || Number(values.port) > 65_535) {
      throw new Error(`--port ${values.port} is no number from 1 to 65535.`);
    }
    return values;
  } catch (error) {
    stderr.write(`${reasonOf(error)}\n`);
    exit(2);
  }
}

function syncMedia(): void {
  const method = flags.link ? "--link" : flags.auto ? "--auto" : "--copy";
  const { status, error } = spawnSync("syncmedia", [method], { cwd: ROOT, env: productionEnv(), stdio: "inherit" });
  if (error !== undefined) stderr.write(`syncmedia: ${error.message}. Start it with npm: npm run production\n`);
  if (status !== 0) exit(status ?? 1);
}

/** Behind nginx it listens at a socket, else at the port. */
function startApplication(): ChildProcess {
  const program = path.join(import.meta.dirname, "server.ts");
  const place = hasNginx
    ? { SOCKET: path.join(RUN, "application.sock") }
    : { SOCKET: undefined, HOST, PORT: flags.port };
  return spawn(execPath, [program], {
    env: { ...productionEnv(), ...place },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
}

function startNginx(): ChildProcess {
  const config = writeNginxConfig({ run: RUN, media, listen: address });
  return spawn("nginx", ["-p", RUN, "-c", config], { stdio: "inherit" });
}

function productionEnv(): NodeJS.ProcessEnv {
  // Here the manifest is of this machine's publication alone; a real site ships it with its code.
  const published = { PUBLICATION: media, MEDIA_MANIFEST: path.join(RUN, "media-manifest.json"), ...mediaUrl() };
  return {
    ALLOWED_HOSTS: "localhost,127.0.0.1",
    SECRET_KEY: readSecret(),
    ...env,
    ...(isInPlace ? { MEDIA_ROOT: media } : published),
    NODE_ENV: "production",
  };
}

/** @returns the address at which browsers find the media of a bucket: `s3://media/blog?endpoint=https://host` at https://host/media/blog/ */
function mediaUrl(): { readonly MEDIA_URL?: string } {
  if (flags.bucket === undefined) return {};
  if (flags["media-url"] !== undefined) return { MEDIA_URL: flags["media-url"] };
  const { host, pathname, searchParams } = new URL(flags.bucket);
  const endpoint = searchParams.get("endpoint");
  if (endpoint === null) {
    stderr.write("--bucket needs --media-url, or ?endpoint= in the URL of the bucket.\n");
    exit(2);
  }
  return { MEDIA_URL: `${endpoint}/${host}${pathname.replace(/\/?$/, "/")}` };
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
