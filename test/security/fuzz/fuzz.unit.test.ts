import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../../src/graphql/schema.ts';
import { complaintsOf } from './complaints.ts';
import { operations, spoiltOperations } from './documents.ts';

const answer = (message: string, code = 'BAD_USER_INPUT'): string =>
  JSON.stringify({ errors: [{ message, extensions: { code, requestId: 'r' } }] });

describe('an answer', () => {
  it.each([
    ['is fine with a message of ours', answer('The URL cannot be saved'), 0],
    ['tells of a module', answer('Invalid `prisma.card.findMany()` invocation'), 1],
    ['tells of a statement', answer('SELECT id FROM cards'), 1],
    ['tells of a stack', answer('oops\n    at parse (file:///srv/app.js:1:1)'), 1],
    ['is an internal error', answer('Internal error', 'INTERNAL'), 1],
    ['has an error without a code', '{"errors":[{"message":"no"}]}', 1],
    ['is a stream with an internal error', `event: next\ndata: ${answer('Internal error', 'INTERNAL')}\n\n`, 1],
    ['is a message over a socket with one', `{"type":"next","id":"1","payload":${answer('no', 'INTERNAL')}}`, 1],
    ['is an error over a socket without a code', '{"type":"error","id":"1","payload":[{"message":"no"}]}', 1],
  ])('%s', (_, text, complaints) => {
    expect(complaintsOf(text, '')).toHaveLength(complaints);
  });

  it('may quote what was sent', () => {
    expect(complaintsOf(answer('Cannot query field "prisma" on type "Query".'), '{ prisma }')).toEqual([]);
  });
});

describe('operations', () => {
  const schema = buildSchema();
  const isValid = (query: string): boolean => {
    try {
      return validate(schema, parse(query)).length === 0;
    } catch {
      return false;
    }
  };
  const shareValid = (arbitrary: fc.Arbitrary<{ query: string }>): number => {
    const sample = fc.sample(arbitrary, { seed: 1, numRuns: 400 });
    return sample.filter(({ query }) => isValid(query)).length / sample.length;
  };

  it('are mostly valid: what lies behind validation is reached', () => {
    expect(shareValid(operations(schema))).toBeGreaterThan(0.4);
  });

  it('that are spoilt are mostly not', () => {
    expect(shareValid(spoiltOperations(schema))).toBeLessThan(0.3);
  });

  it('reach every field of the roots', () => {
    const written = fc
      .sample(operations(schema), { seed: 2, numRuns: 2_000 })
      .map(({ query }) => query)
      .join('\n');
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const fields = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}));
    expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(written))).toEqual([]);
  });
});
