/** The longest name, in characters. */
export const MAX_NAME = 60;

/** Takes the name out of a form; undefined if there is none, or it is too long. */
export function parseName(form: unknown): string | undefined {
  const value = typeof form === "object" && form !== null && "name" in form ? form.name : undefined;
  const name = typeof value === "string" ? value.trim() : "";
  return name === "" || name.length > MAX_NAME ? undefined : name;
}
