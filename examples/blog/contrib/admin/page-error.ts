/** An error that the user sees as a page. */
export class PageError extends Error {
  override readonly name = "PageError";
  readonly statusCode: number;
  readonly page: PageErrorText;

  /** @param title the title of the page, and the error's message */
  constructor(statusCode: number, title: string, page: PageErrorText) {
    super(title);
    this.statusCode = statusCode;
    this.page = page;
  }
}

/** The text of an error's page. */
export interface PageErrorText {
  readonly text: string;
  /** The advice what to do next. */
  readonly fix?: string | undefined;
}

/** @returns the error for a page that does not exist */
export function notFound(text: string): PageError {
  return new PageError(404, "There is no such page", { text });
}
