import { usersLine } from "./error-position.ts";

const ESM = "`if (import.meta.main)`";
const COMMON_JS = "`if (require.main === module)`";

/**
 * Says how to write an application that listens by itself only when it is run by itself.
 *
 * @param stack where it listens, as far as that is known
 */
export function listenAdvice(stack: string): string {
  return `Export the application, and call listen() only ${guardFor(usersLine(stack))}, or in another file that imports it.`;
}

/** Stacks name ESM by its URL, and CommonJS by its path. */
function guardFor(line: string | undefined): string {
  if (line === undefined) return `${ESM} (CommonJS: ${COMMON_JS})`;
  return line.includes("file://") ? ESM : COMMON_JS;
}
