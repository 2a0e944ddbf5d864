import type { CommandContext, Output } from "../command-context.ts";
import type { FrontEvent } from "../front-event.ts";
import { createFront, type Front } from "../front.ts";
import { createWorkerSupply } from "../worker-supply.ts";
import { openBrowser } from "../open-browser.ts";
import { renderEvent } from "../terminal.ts";

/** The options of `devserver start`. */
export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly strictPort: boolean;
  readonly open: boolean;
  readonly json: boolean;
  readonly settings?: string | undefined;
}

/**
 * Serves the project until it is interrupted.
 *
 * @returns the exit code
 * @throws PORT_IN_USE, ADDRESS_REFUSED
 */
export async function start(options: StartOptions, context: CommandContext): Promise<number> {
  const ending = Promise.withResolvers<number>();
  const front = await createFront({
    directory: context.directory,
    settings: options.settings ?? context.settings,
    host: options.host,
    port: options.port,
    strictPort: options.strictPort,
    workers: context.workers ?? createWorkerSupply({ output: options.json ? "stderr" : "inherit" }),
    onEvent: options.json ? jsonLines(context) : lines(context),
  });
  context.onInterrupt(ending.resolve);
  if (options.open) openBrowser(front.address.url, (reason) => context.stderr.write(`${reason}\n`));
  void endWithoutSettings(front, ending.resolve);
  const exitCode = await ending.promise;
  await front.close();
  return exitCode;
}

/** Wrong usage, unlike broken settings: there is nothing that a save could mend. */
async function endWithoutSettings(front: Front, end: (exitCode: number) => void): Promise<void> {
  const error = await front.started;
  if (error?.code === "SETTINGS_NOT_FOUND") end(2);
}

function jsonLines({ stdout }: CommandContext): (event: FrontEvent) => void {
  const write = createBatch(stdout);
  return (event) => write(`${JSON.stringify(event)}\n`);
}

function lines({ stdout, stderr }: CommandContext): (event: FrontEvent) => void {
  const [toStdout, toStderr] = [createBatch(stdout), createBatch(stderr)];
  return (event) => {
    if (event.kind === "failed" || event.kind === "crashed") toStderr(renderEvent(event, stderr.style));
    else toStdout(renderEvent(event, stdout.style));
  };
}

/** Writes once a turn of the event loop: a write for each request would cost more than the request. */
function createBatch(output: Output): (text: string) => void {
  let batch = "";
  const flush = (): void => {
    output.write(batch);
    batch = "";
  };
  return (text) => {
    if (batch === "") setImmediate(flush);
    batch += text;
  };
}
