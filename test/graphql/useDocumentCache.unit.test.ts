import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { buildSchema, type DocumentNode, type ValidationRule } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { DocumentCache } from '../../src/graphql/documents/DocumentCache.ts';
import { useDocumentCache } from '../../src/graphql/documents/useDocumentCache.ts';

const schema = buildSchema('type Query { a: Int }');

/** An engine that notes each validation that is really done. */
function engineWith(cache: DocumentCache) {
  const validated: DocumentNode[] = [];
  const noting: ValidationRule = (context) => {
    validated.push(context.getDocument());
    return {};
  };
  const useNoting: Plugin = { onValidate: ({ addValidationRule }) => addValidationRule(noting) };
  const yoga = createYoga({
    schema,
    plugins: [useDocumentCache(cache), useNoting],
    parserAndValidationCache: false,
    logging: false,
  });
  /** As each transport does it, for each operation anew. */
  const prepare = (text: string) => {
    const { parse, validate } = yoga.getEnveloped({});
    const document: DocumentNode = parse(text);
    const errors: readonly unknown[] = validate(schema, document);
    return { document, errors };
  };
  return { prepare, validated };
}

describe('a document', () => {
  it('is parsed and validated once, and stays the same object', () => {
    const { prepare, validated } = engineWith(new DocumentCache());

    const [first, second] = [prepare('{ a }'), prepare('{ a }')];

    expect(second.document).toBe(first.document);
    expect([first.errors, second.errors]).toEqual([[], []]);
    expect(validated).toEqual([first.document]);
  });

  it('that is not valid is not kept, and is told what is wrong each time', () => {
    const cache = new DocumentCache();
    const { prepare, validated } = engineWith(cache);

    expect(prepare('{ b }').errors).toHaveLength(1);
    expect(prepare('{ b }').errors).toHaveLength(1);
    expect(() => prepare('{')).toThrow('Syntax Error');
    expect(() => prepare('{')).toThrow('Syntax Error');

    expect(validated).toHaveLength(2);
    expect([cache.get('{ b }'), cache.get('{')]).toEqual([undefined, undefined]);
  });

  it('that is valid for one engine is not taken to be so for another', () => {
    const cache = new DocumentCache();
    engineWith(cache).prepare('{ a }');
    const other = engineWith(cache);

    other.prepare('{ a }');

    expect(other.validated).toHaveLength(1);
  });
});

describe('a flood of different documents', () => {
  const heapMb = (): number => {
    setFlagsFromString('--expose-gc');
    runInNewContext('gc()');
    return process.memoryUsage().heapUsed / 2 ** 20;
  };

  // Kept, they would take 150 MB or more.
  it.each([
    ['valid', (index: number) => `{${'a '.repeat(1_000)}} #${index}`],
    ['not valid', (index: number) => `{${'b '.repeat(1_000)}} #${index}`],
    ['broken', (index: number) => `{${'a '.repeat(1_000)} #${index}`],
  ])('does not fill the memory: %s ones', (_kind, text) => {
    const cache = new DocumentCache({ maxLength: 25_000 });
    const { prepare, validated } = engineWith(cache);
    const before = heapMb();

    for (let index = 0; index < 300; index += 1) {
      try {
        prepare(text(index));
      } catch (error) {
        expect(String(error)).toContain('Syntax Error');
      }
      validated.length = 0;
    }

    const kept = Array.from({ length: 300 }, (_, index) => cache.get(text(index))).filter((found) => found);
    expect(kept.length).toBeLessThanOrEqual(25_000 / 2_000);
    expect(heapMb() - before).toBeLessThan(60);
  });
});
