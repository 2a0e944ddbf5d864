// What the copying thread runs: it copies the files of each message that no other thread has claimed.
import { parentPort } from "node:worker_threads";
import { copyOrders } from "./apply/copy-orders.ts";
import type { CopyMessage } from "./apply/copy-orders.ts";

parentPort?.on("message", (message: CopyMessage) => parentPort?.postMessage(copyOrders(message)));
