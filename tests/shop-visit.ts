import { expect } from "vitest";

const HASHED_NAME = /[\w.:/-]+\.[0-9a-f]{16}\.\w+/g;
/** The files of a page: two style sheets, three modules. */
const FILES = 5;

/**
 * Loads a page, and each file that it or its files name. All of them must be there, and of the page's own release.
 *
 * @param address of the page
 * @returns the release of the page
 */
export async function visitShop(address: string): Promise<string> {
  const page = await (await fetch(address)).text();
  const release = /<title>(\w+)/.exec(page)?.[1] ?? expect.unreachable(page);
  const urls = namesIn(page, address);
  for (const url of urls) {
    const answer = await fetch(url);
    const text = await answer.text();
    expect([url, answer.status, text]).toEqual([url, 200, expect.stringContaining(`release ${release} `)]);
    for (const name of namesIn(text, url)) urls.add(name);
  }
  expect(urls.size).toBe(FILES);
  return release;
}

/** @returns the URLs of the content-named files that a text names */
export function namesIn(text: string, base: string): Set<string> {
  return new Set((text.match(HASHED_NAME) ?? []).map((name) => new URL(name, base).href));
}
