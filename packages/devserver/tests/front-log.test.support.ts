import type { ChildProcess } from "node:child_process";
import type { FrontEvent } from "../src/front/front-event.ts";
import { PATIENCE_MS } from "./timing.test.support.ts";

type Kind = FrontEvent["kind"];
type EventOf<Wanted extends Kind> = Extract<FrontEvent, { kind: Wanted }>;
type Find = <Wanted extends Kind>(kind: Wanted, test?: (event: EventOf<Wanted>) => boolean) => Promise<EventOf<Wanted>>;

/** The log lines of a `devserver start --json`. */
export interface FrontLog {
  readonly events: readonly FrontEvent[];
  readonly stderr: () => string;
  /** Waits for an event, one that is there already included. */
  readonly event: Find;
  /** Waits for an event that is yet to come. */
  readonly next: Find;
}

/** Reads the log lines of a server from now on. */
export function readFrontLog(child: ChildProcess): FrontLog {
  const events: FrontEvent[] = [];
  const waiting = new Set<() => void>();
  let [rest, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    events.push(...lines.map((line) => JSON.parse(line) as FrontEvent));
    for (const look of waiting) look();
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const find = async <Wanted extends Kind>(
    from: number,
    kind: Wanted,
    test: (event: EventOf<Wanted>) => boolean = () => true,
  ): Promise<EventOf<Wanted>> => {
    const isIt = (one: FrontEvent): one is EventOf<Wanted> => one.kind === kind && test(one as EventOf<Wanted>);
    const { promise, resolve, reject } = Promise.withResolvers<EventOf<Wanted>>();
    const look = (): void => {
      const found = events.slice(from).find(isIt);
      if (found !== undefined) resolve(found);
    };
    const giveUp = (): void =>
      reject(new Error(`No "${kind}" came:\n${events.map((event) => JSON.stringify(event)).join("\n")}\n${stderr}`));
    const timer = setTimeout(giveUp, PATIENCE_MS);
    child.once("close", giveUp);
    waiting.add(look);
    look();
    return promise.finally(() => {
      clearTimeout(timer);
      child.off("close", giveUp);
      waiting.delete(look);
    });
  };
  return {
    events,
    stderr: () => stderr,
    event: (kind, test) => find(0, kind, test),
    next: (kind, test) => find(events.length, kind, test),
  };
}
