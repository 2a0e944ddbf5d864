import { createHash } from "node:crypto";
import { LruMap } from "toad-cache";
import type { FormErrors } from "./form.ts";

/** The result of a submitted form. */
export type Outcome =
  | { readonly kind: "saved"; readonly location: string }
  | { readonly kind: "refused"; readonly errors: FormErrors };

/**
 * Remembers forms that add a record, in memory. A form that a browser sends twice (a double click, a reload) adds one record, and
 * both requests get the same answer.
 */
export interface Submissions {
  /**
   * Does `work`, unless the same form was saved already or is being saved.
   *
   * @param form has a hidden field `_submission` that is different each time the form is shown
   */
  once(form: URLSearchParams, work: () => Promise<Outcome>): Promise<Outcome>;
}

const MAX_REMEMBERED = 1000;

/** Creates an empty memory. */
export function createSubmissions(): Submissions {
  const outcomes = new LruMap<Promise<Outcome>>(MAX_REMEMBERED);
  return {
    async once(form, work) {
      if (!form.has("_submission")) return await work();
      const key = createHash("sha256").update(String(form)).digest("base64url");
      const known = outcomes.get(key);
      if (known !== undefined) return await known;
      const outcome = work();
      outcomes.set(key, outcome);
      const isSaved = await outcome.then(
        ({ kind }) => kind === "saved",
        () => false,
      );
      if (!isSaved) outcomes.delete(key);
      return await outcome;
    },
  };
}
