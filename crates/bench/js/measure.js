// One measurement, in Node and in a page: the time is that of the search alone, as in bench-native.

const ENOUGH = 50;
const REPEATS_MAX = 20;

export function measure(name, way) {
  const bench = globalThis.pagelockBench;
  bench(name, "prepare");
  const times = [];
  const begin = performance.now();
  let result;
  do {
    const start = performance.now();
    result = bench(name, way);
    times.push(performance.now() - start);
  } while (performance.now() - begin < ENOUGH && times.length < REPEATS_MAX);
  times.sort((a, b) => a - b);
  const [states, transitions, memory, verdict] = result;
  return { milliseconds: times[Math.floor(times.length / 2)], states, transitions, memory, verdict };
}
