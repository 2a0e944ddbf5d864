import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Gives each request to any of some servers. */
export interface LoadBalancer extends AsyncDisposable {
  /** `http://127.0.0.1:8000`, without a slash at the end. */
  readonly address: string;
  /** The addresses of the servers; from now on. */
  servers: readonly string[];
}

/** Starts a load balancer. */
export async function startLoadBalancer(...servers: readonly string[]): Promise<LoadBalancer> {
  const server = createServer(({ method, url, headers }, answer) => {
    const any = balancer.servers[Math.floor(Math.random() * balancer.servers.length)] ?? "";
    const onward = request(any + url, { method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 500, back.headers);
      back.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    onward.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const balancer: LoadBalancer = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    servers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
  return balancer;
}
