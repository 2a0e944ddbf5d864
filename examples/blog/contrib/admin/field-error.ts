import { isUniqueViolation } from "../database/database-error.ts";

/** An error that a resource's store throws for a value that the schema accepts: shown beside the field. */
export class FieldError extends Error {
  override readonly name = "FieldError";
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * Runs `write`, which stores a name that must be unique in the database.
 *
 * @param field the field of the form that holds the name
 * @throws FieldError when the name is taken
 */
export function uniquely<Value>(field: string, write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new FieldError(field, "There is one of this name already.");
    throw error;
  }
}
