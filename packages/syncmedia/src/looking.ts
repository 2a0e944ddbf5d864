// What the looking thread runs.
import { parentPort } from "node:worker_threads";
import { type FilesToLookAt, lookAtFiles } from "./target/look-at-files.ts";
import { saveMemory } from "./v8-flags.ts";

saveMemory();
parentPort?.once("message", (files: FilesToLookAt) => lookAtFiles(files));
