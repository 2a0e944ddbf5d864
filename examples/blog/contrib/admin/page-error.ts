/** A refusal that the reader gets as a page. */
export class PageError extends Error {
  override readonly name = "PageError";
  readonly statusCode: number;
  readonly page: PageErrorText;

  /** @param title also the error's message */
  constructor(statusCode: number, title: string, page: PageErrorText) {
    super(title);
    this.statusCode = statusCode;
    this.page = page;
  }
}

/** What a refusal's page says. */
export interface PageErrorText {
  readonly text: string;
  /** What to do next. */
  readonly fix?: string | undefined;
}

/** @returns the refusal of what does not exist */
export function notFound(text: string): PageError {
  return new PageError(404, "There is no such page", { text });
}
