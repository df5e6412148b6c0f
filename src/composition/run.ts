import { waitForDatabase } from '../shared/infrastructure/database/waitForDatabase.ts';
import type { createApp } from './createApp.ts';
import { serve } from './serve.ts';

type AppOptions = Parameters<typeof createApp>[0];

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Probes for tests that start a server of their own; nothing in the environment sets them. */
  readonly hooks?: AppOptions['hooks'];
}

/** Runs the server of this release until it is asked to end, and returns the exit code. */
export async function runServer({ env, hooks }: RunOptions): Promise<number> {
  return serve({
    env,
    parts: {
      // Loaded when needed: a machine with services of its own may not even have it installed.
      startEmbedded: async (options) => (await import('../embedded/startEmbedded.ts')).startEmbedded(options),
      waitForDatabase,
      loadApp: async () => {
        const { createApp } = await import('./createApp.ts');
        return (surroundings) => createApp({ ...surroundings, ...(hooks && { hooks }) });
      },
    },
  });
}
