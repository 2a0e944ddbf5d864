import { lstatSync, readdirSync, truncateSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { ListedFile } from "@mediaroot/core";
import { identityOf } from "@mediaroot/core/internal";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { until } from "../../tests/scratch.test.support.ts";
import type { WriteAction } from "../plan/sync-action.ts";
import type { ApplyContext } from "./apply-context.ts";
import { createCopier } from "./copier.ts";

/** A sparse file of so many bytes takes no room on the disk, and minutes to copy. */
const HUGE = 2 ** 40;

test.skipIf(availableParallelism() === 1)(
  "a copier that stops waits for no large file, and leaves nothing",
  async () => {
    using tree = createTree({ huge: "", "staging/": "" });
    truncateSync(tree.path("huge"), HUGE);
    const source = { kind: "app", label: "blog" } as unknown as ListedFile["source"];
    const identity = identityOf(lstatSync(tree.path("huge")));
    const file = { path: tree.path("huge"), identity, source } as ListedFile;
    const action = { kind: "write", app: "blog", content: { kind: "file", file } } as unknown as WriteAction;
    const actions = Array.from({ length: 2000 }, (_, index) => ({ ...action, path: `blog/${index}` }));
    let temporaries = 0;
    const temporary = (): string => tree.path(`staging/${(temporaries += 1)}`);
    const copier = createCopier({ temporary } as ApplyContext, actions);
    await until(() => readdirSync(tree.path("staging")).length > 0);
    await copier.stop();
    expect(readdirSync(tree.path("staging"))).toEqual([]);
  },
);
