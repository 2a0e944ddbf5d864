import { blogEnvironment, copyBlog, freePort } from "./blog-copy.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Serves a copy of the example blog by `devserver start`, until it is disposed of. */
export async function serveBlog(): Promise<ServerProcess> {
  const site = copyBlog();
  const options = { cwd: site.root, env: blogEnvironment() };
  const server = await startServer("devserver", ["start", "--port", await freePort()], options);
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      site[Symbol.dispose]();
    },
  };
}
