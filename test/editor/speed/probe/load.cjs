/** Requests a second, and so events of the client a second. */
const RATE = 1_000;
/** One request of so many is about a world that was never asked about: it goes to the model server. */
const MISS_EVERY = 200;
const TICK_MS = 10;

let worldsMade = 0;

/** Asks for `RATE` plans a second; the CPU time of this process in each second, milliseconds, and what came of the plans. */
exports.runLoad = async (api, worlds, seconds) => {
  const counts = { plans: 0, misses: 0, fallbacks: 0, failures: 0, events: 0 };
  const cpuMs = [];
  const listener = api.onDidChange(() => counts.events++);
  const running = new Set();
  const ask = () => {
    const isMiss = counts.plans % MISS_EVERY === 0;
    const world = worlds[counts.plans % worlds.length];
    counts.plans++;
    if (isMiss) counts.misses++;
    const asked = isMiss ? { ...world, me: { ...world.me, ammo: 1_000 + worldsMade++ } } : world;
    const plan = api.plan(asked).then(
      ({ source }) => {
        if (source === 'fallback') counts.fallbacks++;
      },
      () => counts.failures++,
    );
    running.add(plan);
    plan.finally(() => running.delete(plan));
  };

  const startMs = performance.now();
  let cpu = process.cpuUsage();
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - startMs;
      const due = Math.min(seconds * RATE, Math.floor((elapsedMs * RATE) / 1000));
      while (counts.plans < due) ask();
      if (elapsedMs < (cpuMs.length + 1) * 1000) return;
      const { user, system } = process.cpuUsage(cpu);
      cpu = process.cpuUsage();
      cpuMs.push((user + system) / 1000);
      if (cpuMs.length < seconds) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
  const elapsedMs = performance.now() - startMs;
  await Promise.all(running);
  listener.dispose();
  return { ...counts, cpuMs, elapsedMs };
};
