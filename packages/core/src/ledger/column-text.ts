import {
  CODINGS,
  DIGEST_BYTES,
  DIGEST_COLUMNS,
  type LedgerColumns,
  NUMBER_COLUMNS,
  type NumberColumn,
} from "./ledger-columns.ts";
import { isLedgerPath } from "./ledger-file.ts";

/** The line behind the paths. */
const END_OF_PATHS = "],\n";
/** Between two paths. It is in none of them, since JSON has an escape for a newline. */
const SEPARATOR = ",\n";

/**
 * Renders columns as lines of a JSON document: each path, then each column in base64, numbers as doubles of IEEE 754 with the lowest byte first, then
 * the number of files.
 */
export function* renderColumns({ paths, numbers, digests }: LedgerColumns): Generator<string, void> {
  let separator = "";
  for (const path of paths) {
    yield `${separator}${JSON.stringify(path)}`;
    separator = SEPARATOR;
  }
  yield `\n${END_OF_PATHS}`;
  for (const [name, column] of Object.entries(numbers)) yield* renderColumn(name, lowestFirst(bytesOf(column)));
  for (const [name, column] of Object.entries(digests)) yield* renderColumn(name, column);
  yield `"count":${paths.length}}\n`;
}

/** Bytes that are encoded at once. Base64 makes four characters of three bytes, so the texts of such pieces join to the text of all. */
const PIECE = 3 * 16_384;

function* renderColumn(name: string, bytes: Buffer): Generator<string, void> {
  yield `"${name}":"`;
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.toString("base64", at, at + PIECE);
  yield '",\n';
}

/**
 * Parses what `renderColumns` has rendered.
 *
 * @throws Error if it is damaged
 */
export function parseColumns(bytes: Buffer): LedgerColumns {
  const end = bytes.indexOf(`\n${END_OF_PATHS}`);
  if (end === -1) throw new Error(INCOMPLETE);
  const paths = parsePaths(bytes.subarray(0, end));
  const columns: LedgerColumns = { paths, numbers: {}, digests: {} };
  for (const { name, value } of membersOf(bytes.subarray(end + 1 + END_OF_PATHS.length))) {
    if (name === "count") return requireValid(columns, Number(value.toString("latin1")));
    const number = NUMBER_COLUMNS.find((column) => column === name);
    const digest = DIGEST_COLUMNS.find((column) => column === name);
    if (number !== undefined) columns.numbers[number] = decodeNumbers(value, paths.length);
    else if (digest !== undefined) columns.digests[digest] = decode(value, Buffer.alloc(paths.length * DIGEST_BYTES));
    else throw new Error(`it has a column ${name}`);
  }
  throw new Error(INCOMPLETE);
}

const INCOMPLETE = "it is incomplete";

/** Bytes of text that become a string at once. Strings much longer than these would each need new memory from the system. */
const TEXT = 4 * 8192;

function parsePaths(bytes: Buffer): readonly string[] {
  const paths: string[] = [];
  for (let [at, end] = [0, 0]; at < bytes.length; at = end + SEPARATOR.length) {
    const next = bytes.indexOf(SEPARATOR, at + TEXT);
    end = next === -1 ? bytes.length : next;
    for (const path of JSON.parse(`[${bytes.toString("utf8", at, end)}]`) as readonly unknown[]) {
      if (typeof path !== "string" || !isLedgerPath(path))
        throw new Error(`line ${paths.length + 2} is not the path of a file`);
      paths.push(path);
    }
  }
  return paths;
}

interface Member {
  readonly name: string;
  /** Without quotes. */
  readonly value: Buffer;
}

/** The members of the object behind the paths, each on a line of its own. A line that is cut short is left out. */
function* membersOf(bytes: Buffer): Generator<Member, void> {
  for (let [at, end] = [0, bytes.indexOf("\n")]; end !== -1; [at, end] = [end + 1, bytes.indexOf("\n", end + 1)]) {
    const [, name = "", quote = ""] = /^"(\w+)":("?)/.exec(bytes.toString("latin1", at, at + 20)) ?? [];
    const start = at + name.length + 3 + quote.length;
    yield { name, value: bytes.subarray(start, end - 1 - quote.length) };
  }
}

function decodeNumbers(text: Buffer, count: number): Float64Array {
  // Shared, so that another thread can have them too.
  const memory = new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT);
  const bytes = lowestFirst(decode(text, Buffer.from(memory)));
  return new Float64Array(bytes.buffer, bytes.byteOffset, count);
}

/** Fills a column. What is not base64 is left out by Node, so it makes the column too short. */
function decode(text: Buffer, column: Buffer): Buffer {
  let length = 0;
  for (let at = 0; at < text.length; at += TEXT)
    length += column.write(text.toString("latin1", at, at + TEXT), length, "base64");
  if (length === column.length && text.length === Math.ceil(column.length / 3) * 4) return column;
  throw new Error("a column has not a value for each file");
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

const IS_LOWEST_FIRST = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns numbers in the byte order of this machine into those of the file, or the other way. */
function lowestFirst(bytes: Buffer): Buffer {
  return IS_LOWEST_FIRST ? bytes : Buffer.from(bytes).swap64();
}

/** Whether a number is a value of its column; NaN stands for a file that has none. */
const VALID: readonly (readonly [NumberColumn, (value: number) => boolean])[] = [
  ["size", (value) => Number.isSafeInteger(value) && value >= 0],
  ["encoding", (value) => Number.isNaN(value) || CODINGS[value] !== undefined],
  ["release", (value) => Number.isNaN(value) || Number.isSafeInteger(value)],
];

/** Checks what the types of the columns cannot say. */
function requireValid(columns: LedgerColumns, count: number): LedgerColumns {
  const { paths, numbers, digests } = columns;
  if (count !== paths.length) throw new Error(INCOMPLETE);
  if (digests.sha256 === undefined) throw new Error("it has no hashes");
  if (numbers.size === undefined) throw new Error("it has no sizes");
  for (const [name, isValid] of VALID) {
    const wrong = numbers[name]?.find((value) => !isValid(value));
    if (wrong !== undefined) throw new Error(`the ${name} of a file is not valid: ${wrong}`);
  }
  return columns;
}
