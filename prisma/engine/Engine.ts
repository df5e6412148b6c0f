import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { SchemaEngine } from '@prisma/schema-engine-wasm';
import { z } from 'zod';
import { AdapterFactory } from './AdapterFactory.ts';
import { type Failure, toFailure } from './failure.ts';
import type { Datasource } from './invocation.ts';
import { forwardLog } from './log.ts';

/** What can be asked of the engine, by its name in the WebAssembly build. */
export const engineMethodSchema = z.enum([
  'applyMigrations',
  'createMigration',
  'dbExecute',
  'debugPanic',
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'diff',
  'ensureConnectionValidity',
  'evaluateDataLoss',
  'introspect',
  'introspectSql',
  'markMigrationApplied',
  'markMigrationRolledBack',
  'reset',
  'schemaPush',
  'version',
]);
type EngineMethod = z.infer<typeof engineMethodSchema>;

/** A schema file: its path and what it says. */
type Datamodel = [path: string, content: string];

export type Answer = { ok: true; result: unknown } | { ok: false; failure: Failure };

/** Prisma's schema engine on one datasource; without a URL, for what needs no database. */
export class Engine {
  readonly #adapters: AdapterFactory;
  readonly #boundAdapters: ReturnType<typeof bindMigrationAwareSqlAdapterFactory>;
  readonly #datamodels: Datamodel[];
  #engine: Promise<SchemaEngine> | undefined;

  constructor(datasource: Datasource, datamodels: Datamodel[] = []) {
    this.#adapters = new AdapterFactory(datasource);
    this.#boundAdapters = bindMigrationAwareSqlAdapterFactory(this.#adapters);
    this.#datamodels = datamodels;
  }

  /** Connects at the first call. Does not throw: what fails is in the answer. */
  async call(method: EngineMethod, params: unknown): Promise<Answer> {
    try {
      this.#engine ??= this.#start();
      const engine = await this.#engine;
      // The engine parses the parameters itself, and says what is wrong with them.
      const result: unknown = await Reflect.apply(engine[method], engine, [params]);
      return { ok: true, result };
    } catch (error) {
      return { ok: false, failure: toFailure(error, this.#boundAdapters.errorRegistry) };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#adapters[Symbol.asyncDispose]();
  }

  #start(): Promise<SchemaEngine> {
    const datamodels = this.#datamodels.length > 0 ? this.#datamodels : undefined;
    return SchemaEngine.new({ datamodels }, forwardLog, this.#boundAdapters);
  }
}
