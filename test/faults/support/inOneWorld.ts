import type { Bounds, Scenario, WorldOptions } from './Scenario.ts';

/** Mutations during one fault. */
const fewest = 20;

/** Several faults, one after the other, in one world: its processes are started once, and what all the faults left is judged once. */
export const inOneWorld = (name: string, scenarios: readonly Scenario[], world: WorldOptions = {}): Scenario => ({
  name,
  fault: scenarios.map(({ fault }) => fault).join('; then '),
  // For how long to wait in the end. Each phase has bounds of its own.
  bounds: {
    feedMs: longest(scenarios, 'feedMs'),
    handlersMs: longest(scenarios, 'handlersMs'),
    mutationMs: longest(scenarios, 'mutationMs'),
  },
  world,
  async run(world, random) {
    for (const scenario of scenarios) {
      const before = world.ledger.entries.length;
      await world.phase(scenario, random.fork(scenario.name));
      const mutations = world.ledger.entries.length - before;
      // A check of the check: a fault that met no traffic has shown nothing.
      if (mutations < fewest) world.problems.push(`${scenario.name} met ${mutations} mutations`);
    }
  },
});

const longest = (scenarios: readonly Scenario[], bound: keyof Bounds): number =>
  Math.max(...scenarios.map(({ bounds }) => bounds[bound] ?? 0));
