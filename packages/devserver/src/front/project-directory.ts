import { existsSync } from "node:fs";

const LOOK_MS = 2000;
/** A directory that is moved away for a moment (a clone that replaces it) is back at the next look. */
const MISSING_LOOKS = 2;

/**
 * Looks every two seconds whether a directory exists. A watch does not end with its directory: it waits in the one above.
 *
 * @param directory gives its path, absolute
 * @param onGone called once, when it has been missing twice in a row
 * @returns stops looking
 */
export function watchExistence(directory: () => string, onGone: (directory: string) => void): () => void {
  let missing = 0;
  const timer = setInterval(() => {
    const place = directory();
    missing = existsSync(place) ? 0 : missing + 1;
    if (missing < MISSING_LOOKS) return;
    clearInterval(timer);
    onGone(place);
  }, LOOK_MS).unref();
  return () => clearInterval(timer);
}
