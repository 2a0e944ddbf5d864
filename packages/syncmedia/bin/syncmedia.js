#!/usr/bin/env node
// Runs the command from its sources. An entry in TypeScript would be stripped anew at every start.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("../src/cli.ts");
