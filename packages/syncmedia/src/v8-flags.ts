import { setFlagsFromString } from "node:v8";

/** Lets V8 collect garbage more often than by default, so that many files take less memory. All threads share the flags. */
export function saveMemory(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=60");
}

/** Sets the flags of `saveMemory` to their defaults. */
export function resetFlags(): void {
  setFlagsFromString("--semi-space-growth-factor=2");
  setFlagsFromString("--heap-growing-percent=0");
}
