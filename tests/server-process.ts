import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";

/** A server in a process of its own, and the address that it printed. */
export interface ServerProcess extends AsyncDisposable {
  /** `http://127.0.0.1:8000`, without a slash at the end. */
  readonly address: string;
  /** All that it has printed so far, both streams. */
  output(): string;
}

interface ServerOptions extends SpawnOptions {
  /** Milliseconds to wait for the address. */
  readonly patience?: number;
}

/**
 * Starts a command in a process group of its own and waits until it prints a local address.
 * `await using server = await startServer(...)` ends the whole group.
 */
export async function startServer(
  command: string,
  parameters: readonly string[],
  { patience = 60_000, ...options }: ServerOptions,
): Promise<ServerProcess> {
  const child = spawn(command, parameters, { ...options, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const stop = (): Promise<void> => endGroup(child);
  try {
    const address = await addressIn(child, () => output, patience);
    return { address, output: () => output, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function addressIn(child: ChildProcess, output: () => string, patience: number): Promise<string> {
  const giveUp = Date.now() + patience;
  while (Date.now() < giveUp && child.exitCode === null) {
    const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output())?.[0];
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no address printed (exit code ${child.exitCode}):\n${output()}`);
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  process.kill(-child.pid, "SIGTERM");
  await ended;
}
