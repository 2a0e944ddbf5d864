import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
// Nothing of its own accord: a page's requests are the page's.
const FLAGS = [
  // A name that browsers trust less than localhost: it gets no Sec-Fetch headers.
  "--host-resolver-rules=MAP site.test 127.0.0.1",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Whether there is a browser to test with. */
export const hasBrowser: boolean = existsSync(CHROMIUM);

/** A page, and everything that went wrong while it was used. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** Failed responses, requests to other hosts, errors of scripts, what a policy forbids: `404 http://...`. */
  readonly complaints: readonly string[];
}

/**
 * Opens a page in headless Chromium.
 *
 * @param address of the site: `http://127.0.0.1:8000`; a request to another is a complaint
 * @param options such as `{ javaScriptEnabled: false }`; `origins` are others that requests may go to
 */
export async function openPage(
  address: string,
  { origins = [], ...options }: BrowserContextOptions & { readonly origins?: readonly string[] } = {},
): Promise<WatchedPage> {
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const page = await browser.newPage({ ...options, baseURL: address });
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const allowed = [address, ...origins].map((origin) => `${origin}/`);
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });
  page.on("request", (request) => {
    const isAllowed = [...allowed, "data:"].some((start) => request.url().startsWith(start));
    if (!isAllowed) complaints.push(request.url());
  });
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  return { page, complaints, [Symbol.asyncDispose]: () => browser.close() };
}

/**
 * @param selector the first element that it finds
 * @returns the value of a computed style
 */
export async function styleOf(page: Page, selector: string, property: string): Promise<string> {
  const element = `document.querySelector(${JSON.stringify(selector)})`;
  return String(await page.evaluate(`getComputedStyle(${element}).getPropertyValue(${JSON.stringify(property)})`));
}

/** Examines the page that is open by axe. @returns its faults: `serious color-contrast: .tag` */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate("axe.run()")) as axe.AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target }) => `${impact} ${id}: ${target.join(" ")}`),
  );
}
