import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import type { MediaSite } from "@mediaroot/core";
import { parseAnswer, type RawAnswer } from "./media.test.support.ts";

const SERVER = path.join(import.meta.dirname, "media-server.test.support.ts");

/** Sends a request, and waits for its answer. */
export type Ask = (target: string) => Promise<RawAnswer>;

/** A server in a process of its own. */
export interface ServerProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  /** Sends a request on a connection that is kept. */
  readonly ask: Ask;
  /** Opens one more connection. */
  connect(): Promise<Ask>;
  /** Lets the server carry out a command. */
  command(command: string): Promise<void>;
}

/**
 * Starts a server.
 *
 * @param prefix a command that starts it with fewer rights or descriptors. Default: none
 */
export async function spawnServer(site: MediaSite, prefix: readonly string[] = []): Promise<ServerProcess> {
  const [command = "", ...args] = [...prefix, process.execPath, SERVER, JSON.stringify(site)];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value: port } = (await lines.next()) as { value: string };
  const sockets: Socket[] = [];
  const open = async (): Promise<Ask> => {
    const socket = connect(Number(port), "127.0.0.1");
    sockets.push(socket);
    await once(socket, "connect");
    return async (target) => {
      socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return readAnswer(socket);
    };
  };
  return {
    child,
    stderr: () => stderr,
    ask: await open(),
    connect: open,
    async command(line) {
      child.stdin.write(`${line}\n`);
      await lines.next();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      child.stdin.end();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

async function readAnswer(socket: Socket): Promise<RawAnswer> {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const [chunk] = (await once(socket, "data")) as [Buffer];
    bytes = Buffer.concat([bytes, chunk]);
    const answer = parseAnswer(bytes);
    if (bytes.includes("\r\n\r\n") && !answer.isCut) return answer;
  }
}
