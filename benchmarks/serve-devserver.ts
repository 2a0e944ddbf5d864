import { openSync, closeSync, unlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../tests/blog-copy.ts";
import { type Running, startProgram } from "./pinned.ts";

const COMMAND = fileURLToPath(new URL("../packages/devserver/bin/devserver.js", import.meta.url));

/** Starts the dev server as people run it, with its request lines going to a file. The CPU time is that of the process that serves. */
export async function startDevServer(root: string): Promise<Running> {
  const port = await freePort();
  // Outside of the project, whose directories the server watches.
  const file = path.join(os.tmpdir(), `mediaroot-lines-${process.pid}.txt`);
  const lines = openSync(file, "w");
  try {
    return await startProgram("devserver start, request lines to a file", {
      command: [process.execPath, COMMAND, "start", "--port", port],
      directory: root,
      origin: `http://127.0.0.1:${port}`,
      stdout: lines,
    });
  } finally {
    closeSync(lines);
    unlinkSync(file);
  }
}
