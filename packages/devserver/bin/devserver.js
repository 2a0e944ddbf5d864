#!/usr/bin/env node
// Runs the command from its sources. An entry in TypeScript would be stripped anew at every start.
import "@mediaroot/core/preflight";

const { openCompileCache } = await import("./compile-cache.js");
openCompileCache(process.argv[2] === "start");
await import("../src/cli.ts");
