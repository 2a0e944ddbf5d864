import { mkdirSync, realpathSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Writes a file so that it is at any moment the complete old or the complete new one. Follows a link, and keeps the permissions.
 *
 * @throws system errors
 */
export function replaceFile(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const stats = statSync(file, { throwIfNoEntry: false });
  const target = stats === undefined ? file : realpathSync.native(file);
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  writeFileSync(temporary, content, { mode: stats?.mode ?? 0o666, flush: true });
  renameSync(temporary, target);
}
