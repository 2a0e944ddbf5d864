/**
 * Starts a clock that no pause of this process stops. The wall clock goes on while the machine sleeps, and can be set back; the other
 * cannot be set, and may stand still in sleep. The longer time of the two counts.
 *
 * @returns a function that gives the time since then, in milliseconds
 */
export function startClock(): () => number {
  const [wall, steady] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - wall, performance.now() - steady);
}
