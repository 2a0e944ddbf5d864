import { createHash } from "node:crypto";
import type { FormErrors } from "./form.ts";

/** What became of a submitted form. */
export type Outcome =
  | { readonly kind: "saved"; readonly location: string }
  | { readonly kind: "refused"; readonly errors: FormErrors };

/**
 * Forms that add something, so that one which a browser sends twice (a double click, a page loaded again) adds one thing and
 * both are answered alike. In memory, as the rate limit is.
 */
export interface Submissions {
  /**
   * @param form its hidden field `_submission` is another one each time it is shown; a form changed since is another form
   * @param work is not done again for a form that was saved, or is being saved
   */
  once(form: URLSearchParams, work: () => Promise<Outcome>): Promise<Outcome>;
}

const MOST_REMEMBERED = 1000;

/** Makes it with nothing submitted. */
export function createSubmissions(): Submissions {
  const outcomes = new Map<string, Promise<Outcome>>();
  return {
    async once(form, work) {
      if (!form.has("_submission")) return await work();
      const key = createHash("sha256").update(String(form)).digest("base64url");
      const known = outcomes.get(key);
      if (known !== undefined) return await known;
      const outcome = work();
      outcomes.set(key, outcome);
      const oldest = outcomes.keys().next();
      if (outcomes.size > MOST_REMEMBERED && !oldest.done) outcomes.delete(oldest.value);
      const isSaved = await outcome.then(
        ({ kind }) => kind === "saved",
        () => false,
      );
      if (!isSaved) outcomes.delete(key);
      return await outcome;
    },
  };
}
