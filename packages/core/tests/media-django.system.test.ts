import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defineMedia, type MediaDeclaration, mergeMedia } from "../src/declarations/media-declaration.ts";

const PYTHON = "/usr/bin/python3";
const hasDjango = spawnSync(PYTHON, ["-c", "import django"]).status === 0;

/** Adds up each list of declarations as Django does, and prints the tags. */
const DJANGO = `
import json, sys, warnings
import django
from django.conf import settings
settings.configure(MEDIA_URL="/media/", STATIC_URL="/media/")
django.setup()
from django.forms import Media
warnings.simplefilter("ignore")
def tags(declarations):
    total = Media()
    for one in declarations:
        total = total + Media(css=one["css"], js=one["js"])
    return "\\n".join([*total.render_css(), *total.render_js()])
json.dump([tags(case) for case in json.load(sys.stdin)], sys.stdout)
`;

/** Before version 4.1 Django wrote the type of a style sheet. */
const OLD_TYPE = ' type="text/css"';

describe.skipIf(!hasDjango)("media declarations (needs Django for /usr/bin/python3)", () => {
  test("are added up and written as Django does it, those that contradict each other too", () => {
    // Hundreds of contradictions, each with its warning; this process runs this file alone.
    process.removeAllListeners("warning");
    const list = fc.uniqueArray(fc.constantFrom("a.x", "b.x", "c.x", "/d.x", "e & f.x", "https://example.com/g.x"));
    const declaration = fc.record({ css: fc.record({ print: list, all: list }), js: list });
    const cases: MediaDeclaration[][] = fc.sample(fc.array(declaration, { minLength: 1, maxLength: 5 }), 1000);
    const { stdout, status } = spawnSync(PYTHON, ["-c", DJANGO], {
      input: JSON.stringify(cases),
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    expect(status).toBe(0);
    const expected = (JSON.parse(stdout) as string[]).map((tags) => tags.replaceAll(OLD_TYPE, ""));
    const ours = cases.map((one) => mergeMedia(...one.map(defineMedia)).render({ mediaUrl: "/media/" }));
    expect(ours).toEqual(expected);
  });
});
