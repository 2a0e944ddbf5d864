// `npm run bench:large`: for how long the dev server serves nothing else while it answers for a directory of 100,000 files.
import { DEEP, serveLargeSite } from "../packages/devserver/tests/large-directory.test.support.ts";

const ROUNDS = 5;
const PAGES: Readonly<Record<string, string>> = {
  "a page of its listing": "/media/many/",
  "a 404 page in it": "/media/many/x.css",
  "a 404 page below 600 directories": `/media/many/${DEEP}`,
};

await using site = await serveLargeSite();
for (const [name, path] of Object.entries(PAGES)) {
  const { longestMs, allMs } = await site.get(path, ROUNDS);
  const each = (allMs / ROUNDS).toFixed(1);
  process.stdout.write(`${name}: ${each} ms of processor time, at most ${longestMs.toFixed(1)} ms at a stretch\n`);
}
