import fc from 'fast-check';
import { topics } from './LiveInstance.ts';
import type { Step } from './LiveWorld.ts';

const nth = fc.nat(20);
const instance = fc.nat(1);
const topic = fc.constantFrom(...topics);

const subscription = fc.record({
  topic,
  kind: fc.constantFrom('shared', 'personal'),
  bufferSize: fc.integer({ min: 1, max: 4 }),
  isFast: fc.boolean(),
  by: fc.constantFrom('next', 'take'),
  from: fc.constantFrom('head', 'beginning', 'now'),
});

/** Drawn this often, in relation to the others. */
const often = (weight: number, arbitrary: fc.Arbitrary<Step>): fc.WeightedArbitrary<Step> => ({ weight, arbitrary });
const is = <D extends Step['do']>(kind: D): fc.Arbitrary<D> => fc.constant(kind);

const everyday = [
  often(10, fc.record({ do: is('write'), topic })),
  often(10, fc.record({ do: is('commit'), nth })),
  often(1, fc.record({ do: is('rollback'), nth })),
  often(8, fc.record({ do: is('wake'), instance })),
  often(30, fc.record({ do: is('open'), nth })),
  often(10, fc.record({ do: is('deliver'), nth, fate: fc.constantFrom('once', 'once', 'twice', 'never') })),
  often(4, fc.record({ do: is('wait'), ms: fc.constantFrom(50, 200, 1_000) })),
  often(6, fc.record({ do: is('subscribe'), instance, subscription })),
  often(8, fc.record({ do: is('pull'), nth })),
  often(3, fc.record({ do: is('resume'), nth, instance })),
  often(1, fc.record({ do: is('restart'), instance })),
  often(1, fc.record({ do: is('failDatabase'), calls: fc.integer({ min: 1, max: 3 }) })),
  often(1, fc.record({ do: is('toggleStream') })),
];

const rare = [
  often(3, fc.record({ do: is('retain'), share: fc.double({ min: 0, max: 1, noNaN: true }) })),
  often(2, fc.record({ do: is('beginAnew'), changes: fc.nat(4) })),
];

const length = { minLength: 20, maxLength: 120, size: 'max' } as const;

/** What happens to instances, messages, clients and the database, short of losing history. */
export const everydaySteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(...everyday), length);

/** Also retention that overtakes clients and instances, and other histories. */
export const allSteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(...everyday, ...rare), length);
