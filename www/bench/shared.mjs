// Rates that are measured again and again: the contenders take turns in short rounds whose order alternates. What is
// measured is the process's own time, that of the garbage collector included; it does not count while others have
// the processor. A ratio is taken within a round; what is shown is the median and the range.

const ROUNDS = 41;
const TURN_MS = 20;

export function spread(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return { low: sorted[0], median: sorted[(sorted.length - 1) >> 1], high: sorted.at(-1) };
}

/** Times the passes of two contenders; gives the passes per second of the second, and that beside the first. */
export function compare(first, second) {
  const contenders = [first, second];
  for (const pass of contenders) warm(pass);
  const passes = Math.ceil(TURN_MS / time(first, 1));
  const rates = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const index of round % 2 === 0 ? [0, 1] : [1, 0]) {
      rates[index].push((passes * 1000) / time(contenders[index], passes));
    }
  }
  return { rate: spread(rates[1]), ratio: spread(rates[1].map((rate, round) => rate / rates[0][round])) };
}

/** Long enough for the just-in-time compilers. */
function warm(pass) {
  const start = process.cpuUsage().user;
  while (process.cpuUsage().user - start < 300_000) pass();
}

function time(pass, passes) {
  const start = process.cpuUsage();
  for (let count = 0; count < passes; count += 1) pass();
  const { user, system } = process.cpuUsage(start);
  // The clock ticks in microseconds.
  return Math.max(user + system, 1) / 1000;
}

/** A figure beside what the budget asks for and hopes for. */
export function verdict(figure, least, goal) {
  const told = (bar) => (figure >= bar ? "reached" : "MISSED");
  return `at least ${least.toFixed(1)}: ${told(least)}; goal ${goal.toFixed(1)}: ${told(goal)}`;
}
