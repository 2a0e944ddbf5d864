// `npm run soak -- --minutes 60`: sends requests to `devserver start` while files are saved, branches are checked out and workers
// are killed, then kills `syncmedia` at random moments. Every answer and every file is compared; the first wrong one ends it.
import { parseArgs } from "node:util";
import { soakServer } from "./soak-server.ts";
import { soakSync } from "./soak-sync.ts";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "1" } } });
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error("--minutes takes a number above 0, such as 0.5.");

const half = minutes * 30_000;
const counts = { ...(await soakServer(half)), ...(await soakSync(half)) };
for (const [name, count] of Object.entries(counts)) {
  process.stdout.write(`${count.toLocaleString("en").padStart(10)}  ${name}\n`);
}
