import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "../tests/blog-copy.ts";
import { type Running, startProgram } from "./pinned.ts";

const BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/** What nginx lacks on this machine, in a sentence; undefined if nothing. */
export function missingNginx(): string | undefined {
  if (spawnSync("nginx", ["-v"]).error !== undefined) return "nginx (Debian: apt install nginx-light).";
  if (existsSync(BROTLI)) return undefined;
  return "nginx with brotli_static (Debian: apt install libnginx-mod-http-brotli-static).";
}

/** Starts nginx, in one process, over the directory `public`. */
export async function startNginx(root: string): Promise<Running> {
  const port = await freePort();
  const file = path.join(root, "nginx.conf");
  writeFileSync(file, renderConfig(root, port));
  const command = ["nginx", "-p", root, "-c", file];
  return await startProgram("nginx", { command, directory: root, origin: `http://127.0.0.1:${port}` });
}

function renderConfig(root: string, port: string): string {
  return `load_module ${BROTLI};
daemon off; master_process off; pid ${root}/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  types { text/css css; }
  client_body_temp_path ${root}; proxy_temp_path ${root}; fastcgi_temp_path ${root}; uwsgi_temp_path ${root}; scgi_temp_path ${root};
  open_file_cache max=1000;
  server {
    listen 127.0.0.1:${port};
    location /media/ { alias ${root}/public/; brotli_static on; add_header Cache-Control "public, max-age=31536000, immutable"; }
  }
}
`;
}
