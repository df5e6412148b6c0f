import fc from 'fast-check';

/** What is wrong in a way that something else has stumbled over before. */
const oddTexts = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u200b',
  '__proto__',
  'constructor',
  'toString',
  '"',
  '\\',
  "'; DROP TABLE cards; --",
  '%00',
  '../../etc/passwd',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: sent as it stands
  '${7*7}',
  '<script>alert(1)</script>',
  'x'.repeat(300),
  'x'.repeat(20_000),
  '👩‍👩‍👧‍👦'.repeat(500),
  'a\u0301'.repeat(5_000),
];

const oddUrls = [
  'https://example.org/a',
  'http://127.0.0.1/',
  'http://[::1]:6379/',
  'http://169.254.169.254/latest/meta-data',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'https://user:password@example.org/',
  'https://exa mple.org',
  'https://',
  'http://\u0000/',
  'https://xn--/',
  `https://example.org/${'a'.repeat(9_000)}`,
];

const nodeTypes = ['Curator', 'Card', 'Collection', 'FeedActivity', 'Notification', 'Query', '__proto__', ''];
const ownIds = ['did:plc:ada', 'did:plc:', '00000000-0000-4000-8000-000000000000', '1', 'x', '\u0000', '9'.repeat(400)];

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const globalIds = fc
  .tuple(fc.constantFrom(...nodeTypes), fc.constantFrom(...ownIds))
  .map(([type, id]) => base64(`${type}:${id}`));

/** Like cursors of pages and of changes, and not quite. */
const cursors = fc.oneof(
  fc.string().map(base64),
  fc.json().map(base64),
  fc
    .tuple(fc.string({ maxLength: 8 }), fc.uuid(), fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }))
    .map((parts) => base64(parts.join(':'))),
);

export const texts: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 2, arbitrary: fc.constantFrom(...oddUrls) },
  { weight: 3, arbitrary: globalIds },
  { weight: 2, arbitrary: cursors },
  { weight: 1, arbitrary: fc.constantFrom('did:plc:ada', 'did:plc:bob', 'did:web:example.org') },
);

export const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -2, max: 60 }),
  fc.constantFrom(0, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, 1e308, 0.5, -0),
);

/** Anything that JSON has words for, whatever was asked for. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 2, arbitrary: texts },
  { weight: 1, arbitrary: numbers },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 500 }).map(nested) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5_000 }).map((length) => Array.from({ length }, () => 0)) },
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
