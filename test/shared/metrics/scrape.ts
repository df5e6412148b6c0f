import type { Registry } from 'prom-client';

/** The samples of a text in Prometheus' format, by name and labels as they stand in it. */
export function samplesOf(text: string): Readonly<Record<string, number>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

export const samplesIn = async (registry: Registry): Promise<Readonly<Record<string, number>>> =>
  samplesOf(await registry.metrics());
