import { hash } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Ledger, LedgerFile } from "@mediaroot/core/media";
import { renderLedger } from "@mediaroot/core/internal";
import { createTree, type TestTree } from "@mediaroot/core/testing";

/** A file to publish: its bytes, and how its ledger entry differs from that of a plain file. */
export interface PublishedText {
  readonly text: string;
  readonly hashed?: boolean;
  readonly compressed?: boolean;
}

/** Lays a publication out as syncmedia does: files, compressed variants, the ledger last. */
export function publish(
  tree: Pick<TestTree, "write">,
  directory: string,
  files: Readonly<Record<string, PublishedText>>,
): void {
  const entries: LedgerFile[] = [];
  const put = (path: string, bytes: Uint8Array, more: Partial<LedgerFile>): void => {
    tree.write({ [`${directory}/${path}`]: bytes });
    entries.push({ path, sha256: hash("sha256", bytes), size: bytes.length, ...more });
  };
  for (const [path, { text, hashed, compressed }] of Object.entries(files)) {
    const bytes = Buffer.from(text);
    const release = hashed === true ? { release: 1 } : {};
    put(path, bytes, release);
    if (compressed !== true) continue;
    put(`${path}.br`, brotliCompressSync(bytes), { ...release, encoding: "br" });
    put(`${path}.gz`, gzipSync(bytes), { ...release, encoding: "gzip" });
  }
  const ledger: Ledger = {
    target: "public",
    files: new Map(entries.map((file) => [file.path, file])),
    links: new Map(),
  };
  tree.write({ [`${directory}/.syncmedia/ledger.json`]: [...renderLedger(ledger)].join("") });
}

/** A publication in a directory of its own. */
export function createPublication(files: Readonly<Record<string, PublishedText>>): TestTree {
  const tree = createTree();
  publish(tree, ".", files);
  return tree;
}
