import type { ScannedFile } from "./media-scan.ts";

/** A page of the files whose logical paths have all words of a query. */
export interface SearchResult {
  readonly query: string;
  /** The files of this page. */
  readonly files: readonly ScannedFile[];
  /** How many files there are on all pages. */
  readonly count: number;
  /** The position of the first file of this page, from 0. */
  readonly from: number;
  /** The number of this page, from 1. */
  readonly number: number;
  readonly pages: number;
}

const PAGE_LENGTH = 200;

/**
 * Finds the files whose logical paths have every word of a query, in any order and letter case.
 *
 * @param page the number of the wanted page; the last one is given for a number that is too large
 */
export function searchFiles(files: readonly ScannedFile[], query: string, page: number): SearchResult {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found =
    words.length === 0
      ? files
      : files.filter(({ logicalPath }) => {
          const path = logicalPath.toLowerCase();
          return words.every((word) => path.includes(word));
        });
  const pages = Math.max(1, Math.ceil(found.length / PAGE_LENGTH));
  const number = Math.min(page, pages);
  const from = (number - 1) * PAGE_LENGTH;
  return { query, files: found.slice(from, from + PAGE_LENGTH), count: found.length, from, number, pages };
}
