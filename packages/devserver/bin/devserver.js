#!/usr/bin/env node
// Runs the command from its sources. An entry in TypeScript would be stripped anew at every start.
import "@mediaroot/core/preflight";
import module from "node:module";

module.enableCompileCache();
await import("../src/cli.ts");
