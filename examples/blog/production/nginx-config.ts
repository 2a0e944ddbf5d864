import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { getuid } from "node:process";

/** The values of nginx.conf. */
interface NginxOptions {
  /** The directory of nginx's process id, temporary files and configuration, and of the application's socket. Absolute. */
  readonly run: string;
  /** MEDIA_ROOT, or the directory that syncmedia has published to. Absolute. */
  readonly media: string;
  /** `127.0.0.1:8080` */
  readonly listen: string;
}

const MIME_TYPES = ["/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types"];
/** Of the package libnginx-mod-http-brotli-static on Debian and Ubuntu, nginx-mod-brotli on Fedora. */
const BROTLI_MODULES = ["/usr/lib", "/usr/lib64"].map(
  (directory) => `${directory}/nginx/modules/ngx_http_brotli_static_module.so`,
);

/**
 * Writes nginx.conf with its values into the directory `run`.
 *
 * @returns the file to start nginx with
 */
export function writeNginxConfig({ run, media, listen }: NginxOptions): string {
  const template = readFileSync(path.join(import.meta.dirname, "nginx.conf"), "utf8");
  const brotli = BROTLI_MODULES.find((file) => existsSync(file));
  const values = new Map([
    // If root starts nginx, its workers run as another user, who may not read this directory.
    ["USER", getuid?.() === 0 ? "user root;" : ""],
    ["BROTLI_MODULE", brotli === undefined ? "" : `load_module ${brotli};`],
    ["BROTLI", brotli === undefined ? "" : "brotli_static on;"],
    ["RUN", run],
    ["MEDIA", media],
    ["LISTEN", listen],
    ["MIME_TYPES", MIME_TYPES.find((file) => existsSync(file)) ?? "mime.types"],
    ["PRODUCTION", import.meta.dirname],
  ]);
  const file = path.join(run, "nginx.conf");
  writeFileSync(
    file,
    template.replaceAll(/\$\{([A-Z_]+)\}/g, (mark: string, name: string) => values.get(name) ?? mark),
  );
  return file;
}
