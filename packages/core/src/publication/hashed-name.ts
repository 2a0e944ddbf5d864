import path from "node:path";

const DIGITS = 16;

/**
 * Gives the content-named path of a file: `js/core.js` becomes `js/core.3f2a9c1b7d4e08aa.js`.
 *
 * @param logicalPath its digits go before the last extension; a name that has none, or only a leading dot, gets them at its end
 * @param hexDigest SHA-256 in hex, of which 16 digits are taken
 */
export function hashedName(logicalPath: string, hexDigest: string): string {
  const { ext } = path.posix.parse(logicalPath);
  const stem = ext === "" ? logicalPath : logicalPath.slice(0, -ext.length);
  return `${stem}.${hexDigest.slice(0, DIGITS)}${ext}`;
}
