import path from "node:path";
import { errnoOf, reasonOf } from "../error.ts";
import { missingModuleFix } from "./missing-module-fix.ts";
import { placeOf } from "./error-place.ts";

/** Why a module could not be imported. */
export interface ImportFault {
  /** False if the module was parsed, and threw while it ran. */
  readonly isSyntax: boolean;
  /** The message of the error, with the line if it is known. */
  readonly reason: string;
  readonly fix: string;
}

const FIX_BY_CODE: Readonly<Record<string, string>> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    "Node strips types and translates nothing: write no enum, namespace, parameter property or decorator.",
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    "Node strips no types in node_modules: the package has to ship JavaScript, app.js for example.",
  ERR_UNKNOWN_FILE_EXTENSION: "Import JavaScript or TypeScript: .js, .mjs, .ts or .mts.",
  ERR_INVALID_TYPESCRIPT_SYNTAX: "Correct the syntax there.",
};
const AS_COMMONJS = /^(?:Cannot use import statement|Cannot use 'import\.meta'|Unexpected token 'export')/;

/**
 * Explains why the import of a module failed.
 *
 * @param error what `import()` threw
 * @param file the module
 */
export function importFault(error: unknown, file: string): ImportFault {
  const code = errnoOf(error) ?? "";
  const place = placeOf(error);
  const reason = place === undefined ? reasonOf(error) : `${reasonOf(error)} (${place})`;
  const byCode = FIX_BY_CODE[code];
  if (byCode !== undefined) return { isSyntax: true, reason, fix: byCode };
  if (isSyntaxFault(error)) return { isSyntax: true, reason, fix: syntaxFix(error, file) };
  const fix = code === "ERR_MODULE_NOT_FOUND" ? missingModuleFix(error) : "Fix the line named in the cause.";
  return { isSyntax: false, reason, fix };
}

/** Distinguishes a file that Node cannot parse from code that throws a SyntaxError (JSON.parse). */
function isSyntaxFault(error: unknown): error is SyntaxError {
  return error instanceof SyntaxError && /^ +at .*$/m.exec(error.stack ?? "")?.[0].includes("node:internal") === true;
}

/** `npm init` writes `"type": "commonjs"`, and Node then reads no `import` and no `export`. */
function syntaxFix({ message }: SyntaxError, file: string): string {
  if (!AS_COMMONJS.test(message)) return "Correct the syntax there.";
  const { name, ext } = path.parse(file);
  const module = /^\.[jt]s$/.test(ext) ? `, or rename the file to ${name}.m${ext.slice(1)}` : "";
  return `Node reads the file as CommonJS. Write "type": "module" in package.json${module}.`;
}
