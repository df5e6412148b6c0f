import fc from 'fast-check';
import type { GraphQLSchema } from 'graphql';
import type { Attempt, AttemptTarget } from './Attempt.ts';
import { bombs, operations, spoiltOperations } from './documents.ts';
import { oddRequests, sentOperations } from './httpAttempts.ts';
import { rawFrames, rawRequests } from './rawAttempts.ts';
import { socketTalks } from './socketAttempts.ts';

export interface FuzzOptions {
  readonly target: AttemptTarget;
  readonly schema: GraphQLSchema;
  readonly seed: number;
  readonly forMs: number;
}

export interface FuzzResult {
  readonly attempts: number;
  /** The smallest that was found, and what is wrong with how it was answered. */
  readonly failure: string | undefined;
}

const attemptsOn = (schema: GraphQLSchema): fc.Arbitrary<Attempt> => {
  const all = fc.oneof(
    { weight: 6, arbitrary: operations(schema) },
    { weight: 2, arbitrary: spoiltOperations(schema) },
    { weight: 1, arbitrary: bombs },
  );
  return fc.oneof(
    { weight: 6, arbitrary: sentOperations(all) },
    { weight: 2, arbitrary: oddRequests(all) },
    { weight: 2, arbitrary: socketTalks(all) },
    { weight: 1, arbitrary: rawFrames },
    { weight: 1, arbitrary: rawRequests },
  );
};

/** Does what nobody expects, several things at a time, until the time is over or something was answered as it should not be. */
export async function fuzz({ target, schema, seed, forMs }: FuzzOptions): Promise<FuzzResult> {
  let attempts = 0;
  const property = fc.asyncProperty(fc.array(attemptsOn(schema), { minLength: 1, maxLength: 24 }), async (together) => {
    attempts += together.length;
    const complaints = await Promise.all(
      together.map(async (attempt) => (await attempt.run(target)).map((complaint) => `${attempt.what}: ${complaint}`)),
    );
    const all = complaints.flat();
    if (all.length > 0) throw new Error(all.join('\n'));
  });
  const details = await fc.check(property, {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: forMs,
    markInterruptAsFailure: false,
  });
  return { attempts, failure: details.failed ? fc.defaultReportMessage(details) : undefined };
}
