// Imported into a process: at each SIGUSR2 it writes a line of JSON with the processor time, in milliseconds, of the longest turn
// of its event loop since the last one, and of all turns. Time in which other processes run does not count.
let last = process.threadCpuUsage();
let [longest, all] = [0, 0];

function endTurn(): void {
  const { user, system } = process.threadCpuUsage(last);
  last = process.threadCpuUsage();
  longest = Math.max(longest, user + system);
  all += user + system;
  setTimeout(endTurn, 0).unref();
}

// The workers of the dev server are started with the same options.
if (process.argv[2] === "start") {
  endTurn();
  process.on("SIGUSR2", () => {
    process.stderr.write(`${JSON.stringify({ longestMs: longest / 1000, allMs: all / 1000 })}\n`);
    [longest, all] = [0, 0];
  });
}
