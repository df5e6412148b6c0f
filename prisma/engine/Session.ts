import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { createDatabase } from './commands.ts';
import { databaseIn } from './databaseUrl.ts';
import { type Answer, Engine, engineMethodSchema } from './Engine.ts';
import { failed } from './failure.ts';
import type { Datasource } from './invocation.ts';
import { missingUrl } from './OfflineAdapter.ts';

const diffSides = z.object({ from: z.object({ tag: z.string() }), to: z.object({ tag: z.string() }) });

/** What the CLI can ask for by the name of a method, in one run of it. */
export class Session {
  readonly #datasource: Datasource;
  readonly #online: Engine;
  readonly #offline: Engine;

  /** `datamodels` are the paths of the schema files. */
  constructor(datasource: Datasource, datamodels: string[]) {
    const files = datamodels.map((path): [string, string] => [path, readFileSync(path, 'utf8')]);
    this.#datasource = datasource;
    this.#online = new Engine(datasource, files);
    this.#offline = new Engine({}, files);
  }

  async answer(method: string, params: unknown): Promise<Answer> {
    if (method === 'createDatabase') return this.#createDatabase();
    const known = engineMethodSchema.safeParse(method === 'getDatabaseVersion' ? 'version' : method);
    if (!known.success) return failed(new Error(`The schema engine has no method ${method}.`));
    const engine = known.data === 'diff' && isOffline(params) ? this.#offline : this.#online;
    return engine.call(known.data, params);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#online[Symbol.asyncDispose]();
    await this.#offline[Symbol.asyncDispose]();
  }

  async #createDatabase(): Promise<Answer> {
    const { url } = this.#datasource;
    if (url === undefined) return failed(missingUrl());
    const answer = await createDatabase(url);
    return answer.ok ? { ok: true, result: { databaseName: databaseIn(url) } } : answer;
  }
}

/** Schema files and nothing can be compared without a database. */
function isOffline(params: unknown): boolean {
  const sides = diffSides.safeParse(params);
  return (
    sides.success && [sides.data.from, sides.data.to].every(({ tag }) => tag === 'empty' || tag === 'schemaDatamodel')
  );
}
