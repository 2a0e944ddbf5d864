import type { AddressInfo } from "node:net";
import { type ContenderName, contenders, type Served } from "./serve-contenders.ts";

// One contender in a process of its own. It sends its port, then the CPU time it has taken whenever it is asked.
const [name, served] = JSON.parse(process.argv[2] ?? "") as [ContenderName, Served];
const server = await contenders[name](served);
process.on("message", () => process.send?.(process.cpuUsage()));
process.on("disconnect", () => process.exit(0));
process.send?.((server.address() as AddressInfo).port);
