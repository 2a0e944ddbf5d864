import { MigrationError } from "./migrations.ts";

/** Why a database cannot be used, in words for the page and the log. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** What to do next. */
  readonly fix: string;
  readonly file: string;
  /** Whether the file has to be opened anew. */
  readonly reopen: boolean;

  constructor(reason: Reason, file: string, cause: unknown) {
    super(reason.message, { cause });
    this.fix = reason.fix;
    this.file = file;
    this.reopen = reason.reopen;
  }

  /** What the log says: the file is not for strangers. */
  get line(): string {
    return `${this.message} ${this.fix} (${this.file})`;
  }
}

interface Reason {
  readonly message: string;
  readonly fix: string;
  readonly reopen: boolean;
}

const LOCKED: Reason = {
  message: "The database is locked by another process.",
  fix: "Try again in a moment. If it stays locked, end the process that has the file open.",
  reopen: false,
};
const CORRUPT: Reason = {
  message: "The database is damaged, or is not a SQLite database.",
  fix: "Put a backup in its place, or move the file away to begin with an empty one.",
  reopen: true,
};
const READ_ONLY: Reason = {
  message: "The database cannot be written.",
  fix: "Let the user that runs the server write the file and its directory.",
  reopen: true,
};
const UNREADABLE: Reason = {
  message: "The database cannot be opened or read.",
  fix: "Check the disk, and that the user that runs the server may open the file and its directory.",
  reopen: true,
};
const FULL: Reason = { message: "The disk of the database is full.", fix: "Make room on the disk.", reopen: false };

// https://sqlite.org/rescode.html: the low byte of a result code is the primary one.
const REASONS: ReadonlyMap<number, Reason> = new Map([
  [5, LOCKED],
  [6, LOCKED],
  [8, READ_ONLY],
  [10, UNREADABLE],
  [11, CORRUPT],
  [13, FULL],
  [14, UNREADABLE],
  [26, CORRUPT],
]);

/** @returns what an error of SQLite means for the reader, or undefined for an error of another kind (a broken constraint, a bug) */
export function databaseError(error: unknown, file: string): DatabaseError | undefined {
  const isMigration = error instanceof MigrationError;
  const reason = REASONS.get((resultCode(isMigration ? error.cause : error) ?? 0) & 0xff);
  if (reason !== undefined) return new DatabaseError(reason, file, error);
  return isMigration ? new DatabaseError(brokenMigration(error), file, error) : undefined;
}

function brokenMigration({ message }: MigrationError): Reason {
  const fix = "Nothing of it was kept: the database is as it was. Mend the migration, and start again.";
  return { message, fix, reopen: true };
}

/** @returns whether an error says that a value which must be unique exists already */
export function isUniqueViolation(error: unknown): boolean {
  return resultCode(error) === 2067 || resultCode(error) === 1555;
}

/** @returns whether an error says that another connection holds a lock */
export function isBusy(error: unknown): boolean {
  return ((resultCode(error) ?? 0) & 0xff) === 5;
}

function resultCode(error: unknown): number | undefined {
  const isSqlite = error instanceof Error && "errcode" in error && typeof error.errcode === "number";
  return isSqlite ? (error.errcode as number) : undefined;
}
