/** Where the output of workers goes. */
export interface WorkerOutput {
  readonly stdout: (bytes: Uint8Array) => void;
  readonly stderr: (bytes: Uint8Array) => void;
  /** The workers' FORCE_COLOR; undefined: as in the front's environment. */
  readonly colors: string | undefined;
}

/** Values of FORCE_COLOR by the colour depth in bits (https://nodejs.org/api/tty.html#writestreamgetcolordepthenv). */
const LEVELS: ReadonlyMap<number, string> = new Map([
  [4, "1"],
  [8, "2"],
  [24, "3"],
]);
const CHOICES = ["FORCE_COLOR", "NO_COLOR", "NODE_DISABLE_COLORS"];

/**
 * Decides about colours for workers. They write to pipes, where they would use none.
 *
 * @param streams where their output is shown in the end
 * @returns FORCE_COLOR for workers; undefined where no terminal shows it, or the environment says already
 */
export function decideColors(streams: readonly NodeJS.WriteStream[], env: NodeJS.ProcessEnv): string | undefined {
  if (CHOICES.some((name) => env[name] !== undefined)) return undefined;
  const depths = streams.map((stream) => (stream.isTTY ? stream.getColorDepth() : 1));
  return LEVELS.get(Math.min(...depths));
}
