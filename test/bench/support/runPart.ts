import type { Bench } from './Bench.ts';
import type { Figures, Part, Round } from './Part.ts';

export interface PartResult {
  readonly name: string;
  readonly tookMs: number;
  /** The figures of each round. */
  readonly rounds: readonly Figures[];
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
}

/** Measures so many times. What fails is noted, and the rest goes on. */
export async function runPart(part: Part, bench: Bench, rounds: number): Promise<PartResult> {
  const beganAt = performance.now();
  const failures: string[] = [];
  const figures: Figures[] = [];
  try {
    await using opened = await part.open(bench);
    for (let round = 1; round <= rounds; round += 1) {
      figures.push(await runRound(opened.measurements(round), `${part.name} ${round}/${rounds}`, failures));
    }
  } catch (error) {
    failures.push(String(error));
  }
  return { name: part.name, tookMs: Math.round(performance.now() - beganAt), rounds: figures, failures };
}

async function runRound(round: Round, label: string, failures: string[]): Promise<Figures> {
  const figures: Record<string, number> = {};
  for (const [name, measure] of Object.entries(round)) {
    const beganAt = performance.now();
    try {
      Object.assign(figures, await measure());
    } catch (error) {
      failures.push(`${name}: ${String(error)}`);
    }
    process.stderr.write(`${label}: ${name}, ${((performance.now() - beganAt) / 1_000).toFixed(1)} s\n`);
  }
  return figures;
}
