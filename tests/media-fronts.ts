import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { writeNginxConfig } from "../examples/blog/production/nginx-config.ts";
import { freePort } from "./blog-copy.ts";

/** Whether there is a caddy to test with. */
export const hasCaddy: boolean = existsSync("/usr/bin/caddy");
/** Whether nginx can send the variants that are compressed by brotli. */
export const hasBrotliModule: boolean = existsSync("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so");

const CADDYFILE = fileURLToPath(new URL("../examples/blog/production/Caddyfile", import.meta.url));

/** A web server that serves a publication under /media/. */
export interface MediaFront extends AsyncDisposable {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly address: string;
}

/**
 * Starts nginx with the configuration of the example.
 *
 * @param publication the directory that syncmedia has published to, absolute
 */
export async function startNginx(publication: string): Promise<MediaFront> {
  const port = await freePort();
  return startFront(port, (directory) => {
    const config = writeNginxConfig({ run: directory, media: publication, listen: `127.0.0.1:${port}` });
    return spawn("nginx", ["-p", directory, "-c", config], { stdio: ["ignore", "ignore", "inherit"] });
  });
}

/**
 * Starts caddy with the configuration of the example.
 *
 * @param publication the directory that syncmedia has published to, absolute
 * @param socket where the application listens
 */
export async function startCaddy(publication: string, socket = "/nowhere.sock"): Promise<MediaFront> {
  const port = await freePort();
  return startFront(port, (directory) => {
    const places = { XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory, SOCKET: socket };
    const env = { ...process.env, ...places, LISTEN: `:${port}`, MEDIA: publication };
    return spawn("caddy", ["run", "--config", CADDYFILE, "--adapter", "caddyfile"], { env, stdio: "ignore" });
  });
}

async function startFront(port: string, start: (directory: string) => ChildProcess): Promise<MediaFront> {
  const directory = mkdtempSync(path.join(tmpdir(), "front-"));
  const server = start(directory);
  const ended = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill("SIGTERM");
    await ended;
    rmSync(directory, { recursive: true });
  };
  while (!(await listens(Number(port)))) {
    if (server.exitCode !== null) throw new Error(`${server.spawnfile} ended with ${server.exitCode}`);
  }
  return { address: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: stop };
}

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => resolve(true));
  socket.once("error", () => setTimeout(resolve, 20, false));
  return promise.finally(() => socket.destroy());
}
