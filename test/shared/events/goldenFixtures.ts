import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';

export interface GoldenFixture {
  readonly type: string;
  readonly version: number;
  readonly occurredAt: Date;
  readonly payload: Record<string, unknown>;
}

const directory = new URL('golden/', import.meta.url);
const name = z.string().regex(/^\w+\.v\d+\.json$/);
const content = z.strictObject({
  occurredAt: z.iso.datetime().transform((text) => new Date(text)),
  payload: z.record(z.string(), z.unknown()),
});

/** Each event in every version that was ever released. A file here is never changed or removed: logs hold such events for ever. */
export const goldenFixtures: readonly GoldenFixture[] = readdirSync(directory).map((file) => {
  const [type = '', version = ''] = name.parse(file).split('.');
  return {
    type,
    version: Number(version.slice(1)),
    ...content.parse(JSON.parse(readFileSync(new URL(file, directory), 'utf8'))),
  };
});
