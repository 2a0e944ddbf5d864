#!/usr/bin/env node
// Runs the command, from its sources or as it was bundled for the tests.
import "@mediaroot/core/preflight";

await import("create-mediaroot/cli");
