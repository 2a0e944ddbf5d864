import { closeSync, openSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { MediaSite } from "@mediaroot/core";
import { addMediaToApp } from "../src/index.ts";

// A server in a process of its own, run with fewer rights or descriptors. Its site comes as an argument; it prints its port,
// then does what each line of its input says.
const site = JSON.parse(process.argv[2] ?? "") as MediaSite;
const app = addMediaToApp((_, response) => response.end("application"), site);
const server = await app.listen(0);
const print = (line: string | number): void => void process.stdout.write(`${line}\n`);
print((server.address() as AddressInfo).port);

const taken: number[] = [];
const commands: Readonly<Record<string, () => void>> = {
  exhaust() {
    try {
      for (;;) taken.push(openSync("/dev/null", "r"));
    } catch {
      print("exhausted");
    }
  },
  release() {
    for (const descriptor of taken.splice(0)) closeSync(descriptor);
    print("released");
  },
};
createInterface({ input: process.stdin })
  .on("line", (line) => commands[line]?.())
  .on("close", () => process.exit(0));
