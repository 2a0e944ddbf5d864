import { realpathSync } from "node:fs";
import { contains } from "../disk/containment.ts";
import type { MediaSource } from "./media-file.ts";

/** The real directories of the sources. They are resolved again before a path is refused. */
export interface RealRoots {
  /** Whether a real path is one of them, or lies below one. */
  readonly contain: (realPath: string) => boolean;
  /** Whether it is one of them. */
  readonly include: (realPath: string) => boolean;
  readonly forget: () => void;
}

/** Resolves the directories of sources when they are first needed. */
export function createRealRoots(sources: readonly MediaSource[]): RealRoots {
  let roots: readonly string[] | undefined;
  const some = (test: (root: string) => boolean): boolean => {
    if (roots?.some(test) === true) return true;
    roots = sources.flatMap(({ directory }) => realDirectory(directory) ?? []);
    return roots.some(test);
  };
  return {
    contain: (real) => some((root) => contains(root, real)),
    include: (real) => some((root) => root === real),
    forget() {
      roots = undefined;
    },
  };
}

function realDirectory(directory: string): string | undefined {
  try {
    return realpathSync.native(directory);
  } catch {
    return undefined;
  }
}
