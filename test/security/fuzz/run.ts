/**
 * Sends a server, as it runs in production, whatever comes to mind: documents made of the schema, variables of every type and size, requests, messages and
 * frames that no client would send. `--seconds N` (60) is how long, `--seed S` repeats a run. Exit code 1 if it ended, answered with an internal
 * error or told of its insides, logged an error, or kept memory.
 */
import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { buildSchema } from '../../../src/graphql/schema.ts';
import { scriptOptions } from '../../support/scriptOptions.ts';
import { startServices } from '../../support/services.ts';
import { fuzz } from './fuzz.ts';
import { Target } from './Target.ts';

const directory = '.cache/fuzz';
const megabyte = 1024 * 1024;
/** What may be more in use at the end than half-way: caches are full by then. */
const mayGrowBy = 16 * megabyte;

const { seconds, seed } = scriptOptions(
  { seconds: { type: 'string' }, seed: { type: 'string' } },
  z.object({
    seconds: z.coerce.number().positive().default(60),
    seed: z.coerce
      .number()
      .int()
      .default(() => randomInt(2 ** 31)),
  }),
);

await mkdir(directory, { recursive: true });
await using services = await startServices();
await using target = await Target.start({ ...services, directory });
process.stdout.write(`seed ${seed}: npm run test:fuzz -- --seed ${seed} --seconds ${seconds}\n`);

const schema = buildSchema();
const forMs = (seconds * 1_000) / 2;
const complaints: string[] = [];
const first = await fuzz({ target, schema, seed, forMs });
const halfWay = await target.memoryInUse();
const second = first.failure === undefined ? await fuzz({ target, schema, seed: seed + 1, forMs }) : undefined;
const atTheEnd = await target.memoryInUse();

for (const result of [first, second]) if (result?.failure !== undefined) complaints.push(result.failure);
if (!(await target.isWell())) complaints.push('it does not answer as before');
if (atTheEnd - halfWay > mayGrowBy) complaints.push('it keeps memory');
const errors = await target.errorsLogged();
if (errors.length > 0)
  complaints.push(`${errors.length} errors are in ${directory}/server.log:\n${errors.slice(0, 5).join('\n')}`);

const attempts = first.attempts + (second?.attempts ?? 0);
const inUse = [halfWay, atTheEnd].map((bytes) => `${(bytes / megabyte).toFixed(1)} MB`);
process.stdout.write(`${attempts} attempts; in use half-way ${inUse[0]}, at the end ${inUse[1]}\n`);
for (const complaint of complaints) process.stdout.write(`\n${complaint}\n`);
process.exitCode = complaints.length > 0 ? 1 : 0;
