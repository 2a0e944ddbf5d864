/** What a store throws when a value that the schema accepts cannot be kept: shown beside the field. */
export class FieldError extends Error {
  override readonly name = "FieldError";
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
