#!/usr/bin/env node
// Runs the command, from its sources or as it was bundled for the tests. An entry in TypeScript would be stripped anew at every start.
import "@mediaroot/core/preflight";

const { openCompileCache } = await import("./compile-cache.js");
openCompileCache(process.argv[2] === "start");
await import("@mediaroot/devserver/cli");
