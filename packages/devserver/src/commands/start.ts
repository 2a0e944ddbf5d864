import type { CommandContext } from "../command-context.ts";
import type { FrontEvent } from "../front-event.ts";
import { createFront, type Front } from "../front.ts";
import { createWorkerSupply } from "../worker-supply.ts";
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
  return (event) => stdout.write(`${JSON.stringify(event)}\n`);
}

function lines({ stdout, stderr }: CommandContext): (event: FrontEvent) => void {
  return (event) => {
    const output = event.kind === "failed" || event.kind === "crashed" ? stderr : stdout;
    output.write(renderEvent(event, output.style));
  };
}
