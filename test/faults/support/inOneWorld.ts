import type { Bounds, Scenario, WorldOptions } from './Scenario.ts';

/** Several faults, one after the other, in one world: its processes are started once, and what all the faults left is judged once. */
export const inOneWorld = (name: string, scenarios: readonly Scenario[], world: WorldOptions = {}): Scenario => ({
  name,
  fault: scenarios.map(({ fault }) => fault).join('; then '),
  bounds: {
    feedMs: longest(scenarios, 'feedMs'),
    handlersMs: longest(scenarios, 'handlersMs'),
    mutationMs: longest(scenarios, 'mutationMs'),
  },
  world,
  async run(world, random) {
    for (const scenario of scenarios) await scenario.run(world, random.fork(scenario.name));
  },
});

const longest = (scenarios: readonly Scenario[], bound: keyof Bounds): number =>
  Math.max(...scenarios.map(({ bounds }) => bounds[bound] ?? 0));
