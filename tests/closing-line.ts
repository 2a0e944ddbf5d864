import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with the one line that counts it: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const line = `${count("passed")} passed, ${count("failed") + broken} failed, ${count("skipped")} skipped`;
    // After the default reporter's own summary.
    process.once("exit", () => process.stdout.write(`${line}\n`));
  }
}
