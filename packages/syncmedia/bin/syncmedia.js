#!/usr/bin/env node
// Runs the command, from its sources or as it was bundled for the tests. An entry in TypeScript would be stripped anew at every
// start; the two calls are cli.ts's.
import "@mediaroot/core/preflight";
import module from "node:module";
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--semi-space-growth-factor=1");
module.enableCompileCache();
await import("@mediaroot/syncmedia/cli");
