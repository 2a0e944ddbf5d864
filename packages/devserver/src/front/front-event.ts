import type { ErrorReport } from "../error-report/error-report.ts";

/** An event of the dev server, for the terminal or an embedding program. Durations are in milliseconds. */
export type FrontEvent =
  | {
      readonly kind: "listening";
      readonly url: string;
      readonly network: readonly string[];
      readonly durationMs: number;
    }
  | { readonly kind: "port-taken"; readonly wanted: number; readonly port: number }
  /** A worker answers: the first (no cause), or a new one after a change. */
  | { readonly kind: "ready"; readonly cause: string | undefined; readonly durationMs: number }
  | { readonly kind: "failed"; readonly cause: string | undefined; readonly error: ErrorReport }
  | { readonly kind: "crashed"; readonly error: ErrorReport }
  | { readonly kind: "warning"; readonly message: string }
  | RequestEvent;

/** A request that was answered. */
export interface RequestEvent {
  readonly kind: "request";
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** For media: which source answered, `project`, an app's label, or `mount`. */
  readonly source: string | undefined;
  readonly durationMs: number;
}
