import type { Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { SyncmediaSettings } from "@mediaroot/core";
import type { ContentCoding } from "@mediaroot/core/internal";

/** The file name extension of each coding, which nginx and caddy look for. */
export const CODING_EXTENSION: Readonly<Record<ContentCoding, string>> = { br: ".br", gzip: ".gz", zstd: ".zst" };

/** @returns the codings that SYNCMEDIA.COMPRESS names, each once */
export function codingsOf(names: SyncmediaSettings["COMPRESS"]): readonly ContentCoding[] {
  return [...new Set(names.map((name) => (name === "zst" ? "zstd" : name)))].sort();
}

/** Their formats are compressed already: a second time gains nothing. */
const COMPRESSED =
  /\.(?:7z|avif|br|bz2|docx|flac|gif|gz|heic|ico|jpe?g|jxl|m4a|mkv|mov|mp[34]|ogg|opus|pdf|png|pptx|rar|svgz|swf|tgz|webm|webp|woff2?|xlsx|xz|zip|zst)$/i;
/** Below this size the header lines of the answer weigh more than what is saved. */
const MIN_BYTES = 128;
/** Above it compression takes minutes and as much memory again. */
const MAX_BYTES = 64 * 1024 * 1024;
const MIN_GAIN = 0.05;

/** @returns whether compressing a file may be worth its while, by its name and size in bytes */
export function isCompressible(logicalPath: string, size: number): boolean {
  return size >= MIN_BYTES && size <= MAX_BYTES && !COMPRESSED.test(logicalPath);
}

/** @returns whether a compressed variant is so much smaller that it is published */
export function isWorthwhile(size: number, compressed: number): boolean {
  return compressed <= size * (1 - MIN_GAIN);
}

/** A thread cannot be interrupted while it compresses a part, which takes Brotli up to half a second. */
const PART_BYTES = 256 * 1024;

/**
 * Compresses as far as it goes, since a file is compressed once and sent often. The same bytes give the same result on every machine
 * with the same version of Node. Runs on the threads of Node's pool, which take the place of worker threads: the bytes need not be
 * handed over to them.
 *
 * @param signal ends the work after the current part
 * @throws an AbortError if it was ended
 */
export async function compress(bytes: Uint8Array, coding: ContentCoding, signal?: AbortSignal): Promise<Buffer> {
  const encoder = createEncoder(coding, bytes.length);
  return await pipeline(partsOf(bytes), encoder, buffer, signal === undefined ? {} : { signal });
}

function* partsOf(bytes: Uint8Array): Generator<Uint8Array, void> {
  for (let start = 0; start < bytes.length; start += PART_BYTES) yield bytes.subarray(start, start + PART_BYTES);
}

function createEncoder(coding: ContentCoding, size: number): Transform {
  // Loaded here, since most runs compress nothing.
  const { constants, createBrotliCompress, createGzip, createZstdCompress } = process.getBuiltinModule("node:zlib");
  if (coding === "gzip") return createGzip({ level: constants.Z_BEST_COMPRESSION });
  // Without the size, zstd sets aside and clears the memory for a file of many megabytes, which takes far longer than a small file.
  const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 19 }, pledgedSrcSize: size };
  if (coding === "zstd") return createZstdCompress(zstd);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  };
  return createBrotliCompress({ params });
}
