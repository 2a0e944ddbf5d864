import { FieldError } from "../contrib/admin/index.ts";
import { isUniqueViolation } from "../contrib/database/database-error.ts";

/**
 * Runs `write`, and shows beside a field that its value exists already.
 *
 * @throws FieldError
 */
export function uniquely<Value>(field: string, write: () => Value): Value {
  try {
    return write();
  } catch (error) {
    if (isUniqueViolation(error)) throw new FieldError(field, "There is one of this name already.");
    throw error;
  }
}
