import type { FrontEvent } from "./front-event.ts";
import { createFront } from "./front.ts";
import type { ServerAddress } from "./listen.ts";
import { createLineOutput } from "../output/line-output.ts";
import { decideColors, type WorkerOutput } from "../output/worker-output.ts";
import { createWorkerSupply } from "../supervisor/worker-supply.ts";

/** Options of `createDevServer`. */
export interface DevServerOptions {
  /**
   * The directory of the project, or where `settings` is relative to.
   *
   * @default the current directory
   */
  readonly directory?: string;
  /**
   * The settings file.
   *
   * @default `settings.{ts,mts,js,mjs}` in `directory`
   */
  readonly settings?: string | undefined;
  /**
   * The address to listen on.
   *
   * @default "127.0.0.1"
   */
  readonly host?: string;
  /**
   * The port; 0 takes any that is free.
   *
   * @default 8000
   */
  readonly port?: number;
  /**
   * True fails if the port is taken; false takes the next free one.
   *
   * @default false
   */
  readonly strictPort?: boolean;
  /**
   * Whether open pages follow what changes.
   *
   * @default true
   */
  readonly liveReload?: boolean;
  /** Called for each request line, restart and error. */
  readonly onEvent?: (event: FrontEvent) => void;
}

/** A running development server. */
export interface DevServer {
  readonly address: ServerAddress;
  /** Settled when the application answers, or when its first start has failed; the error page is up then. */
  readonly started: Promise<void>;
  /** Ends the server, its workers and their connections. */
  close(): Promise<void>;
}

/**
 * Starts what `devserver start` starts, inside another program. The application runs in a process of its own.
 *
 * @throws PORT_IN_USE, ADDRESS_REFUSED
 * @example
 * const server = await createDevServer({ port: 8000 });
 * console.log(server.address.url);
 * await server.close();
 */
export async function createDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const front = await createFront({
    directory: options.directory ?? ".",
    settings: options.settings,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 8000,
    strictPort: options.strictPort ?? false,
    liveReload: options.liveReload ?? true,
    workers: createWorkerSupply({ output: createWorkerOutput() }),
    onEvent: options.onEvent ?? ((): void => {}),
  });
  void front.gone.then(front.close);
  const started = front.started.then(() => undefined);
  return { address: front.address, started, close: front.close };
}

/** Workers print where the embedding program does. */
function createWorkerOutput(): WorkerOutput {
  const [stdout, stderr] = [createLineOutput(process.stdout), createLineOutput(process.stderr)];
  // oxlint-disable-next-line node/no-process-env
  const colors = decideColors([process.stdout, process.stderr], process.env);
  return { stdout: stdout.pass, stderr: stderr.pass, colors };
}
