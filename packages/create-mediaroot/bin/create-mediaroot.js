#!/usr/bin/env node
// Runs the command from its sources.
import "@mediaroot/core/preflight";

await import("../src/cli.ts");
