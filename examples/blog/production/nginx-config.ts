import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { getuid } from "node:process";

/** What nginx has to know. */
interface NginxOptions {
  /** Where its process id, temporary files and configuration go, and where the application's socket is. Absolute. */
  readonly run: string;
  /** MEDIA_ROOT, or the target of `syncmedia --to`. Absolute. */
  readonly media: string;
  /** `127.0.0.1:8080` */
  readonly listen: string;
}

const MIME_TYPES = ["/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types"];

/**
 * Fills in nginx.conf.
 *
 * @returns the file to start nginx with
 */
export function writeNginxConfig({ run, media, listen }: NginxOptions): string {
  const template = readFileSync(path.join(import.meta.dirname, "nginx.conf"), "utf8");
  const mimeTypes = MIME_TYPES.find((file) => existsSync(file)) ?? "mime.types";
  const values = new Map([
    // Started by root, nginx would become a user who may not read this directory.
    ["USER", getuid?.() === 0 ? "user root;" : ""],
    ["RUN", run],
    ["MEDIA", media],
    ["LISTEN", listen],
    ["MIME_TYPES", mimeTypes],
  ]);
  const file = path.join(run, "nginx.conf");
  writeFileSync(
    file,
    template.replaceAll(/\$\{([A-Z_]+)\}/g, (mark: string, name: string) => values.get(name) ?? mark),
  );
  return file;
}
