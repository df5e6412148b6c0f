import type { OperationAttack } from './OperationAttack.ts';
import { change, wrong } from './words.ts';

// Variables that do not fit, or fit too well.

const typename = '200 {"__typename":"Query"}';
const pageSize = '200 BAD_USER_INPUT: first must be from 1 to 100';

const pages = 'query ($first: Int) { feed(feed: { global: true }, first: $first) { nodes { id } } }';
const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const feed = 'query ($feed: FeedInput!) { feed(feed: $feed) { nodes { id } } }';
const holders = 'query ($url: URL!) { librariesWithUrl(url: $url) { nodes { id } } }';
const note = change('addNote', 'AddNote');
const collection = change('createCollection', 'CreateCollection');

const first = (what: string, value: unknown, answer: string): OperationAttack => [
  `a page of ${what}`,
  { query: pages, variables: { first: value } },
  answer,
];

/** Each key that is not there is an error, and graphql would repeat the whole input in each. */
const crowded = { text: 'x'.repeat(50_000), ...Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`k${n}`, 1])) };

const repeated = wrong(...Array.from({ length: 40 }, () => `"$input" got invalid value { text: "${crowded.text}"`));
const suggesting = ' Did you mean '.repeat(3_500);

const manyErrors = Array.from(
  { length: 50 },
  (_, n) => `"$ids" got invalid value null at "ids[${n}]"; Expected non-nullable type "ID!" not to be null.`,
);

const numbers: readonly OperationAttack[] = [
  first('none', 0, pageSize),
  first('-1', -1, pageSize),
  first('101', 101, pageSize),
  first(
    '2^31',
    2 ** 31,
    wrong('"$first" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648'),
  ),
  first(
    '-2^31 - 1',
    -(2 ** 31) - 1,
    wrong('"$first" got invalid value -2147483649; Int cannot represent non 32-bit signed integer value: -2147483649'),
  ),
  first('1.5', 1.5, wrong('"$first" got invalid value 1.5; Int cannot represent non-integer value: 1.5')),
  first('a text', '10', wrong('"$first" got invalid value "10"; Int cannot represent non-integer value: "10"')),
  first('true', true, wrong('"$first" got invalid value true; Int cannot represent non-integer value: true')),
  first('a list', [1, 2], wrong('"$first" got invalid value [1, 2]; Int cannot represent non-integer value: [1, 2]')),
  first(
    'an object',
    { valueOf: 1 },
    wrong('"$first" got invalid value { valueOf: 1 }; Int cannot represent non-integer value: { valueOf: 1 }'),
  ),
];

const types: readonly OperationAttack[] = [
  ['a variable that is missing', { query: nodes }, wrong('"$ids" of required type "[ID!]!" was not provided.')],
  [
    'a variable that is null',
    { query: nodes, variables: { ids: null } },
    wrong('"$ids" of non-null type "[ID!]!" must not be null.'),
  ],
  [
    'null in a list',
    { query: nodes, variables: { ids: [null] } },
    wrong('"$ids" got invalid value null at "ids[0]"; Expected non-nullable type "ID!" not to be null.'),
  ],
  [
    'objects in a list',
    { query: nodes, variables: { ids: [{}] } },
    wrong('"$ids" got invalid value {} at "ids[0]"; ID cannot represent value: {}'),
  ],
  [
    'lists within a list',
    { query: nodes, variables: { ids: [[['x']]] } },
    wrong('"$ids" got invalid value [["x"]] at "ids[0]"; ID cannot represent value: [["x"]]'),
  ],
  [
    '101 ids',
    { query: nodes, variables: { ids: Array.from({ length: 101 }, () => 'x') } },
    '200 BAD_USER_INPUT: id is not a global id',
  ],
  [
    '5,000 wrong ids',
    { query: nodes, variables: { ids: Array.from({ length: 5_000 }, () => null) } },
    `${wrong(...manyErrors)} | BAD_USER_INPUT: Too many errors processing variables, error limit reached. Execution aborted.`,
  ],
  [
    'variables that nobody asked for',
    { query: '{ __typename }', variables: { admin: true, __typename: 'Mutation' } },
    typename,
  ],
  [
    'a key that is not there',
    { query: note, variables: { input: { text: 'x', authorId: 'did:plc:owner' } } },
    wrong(
      '"$input" got invalid value { text: "x", authorId: "did:plc:owner" }; Field "authorId" is not defined by type "AddNoteInput".',
    ),
  ],
  [
    'a key that is nearly there',
    { query: note, variables: { input: { txt: 'x' } } },
    wrong(
      '"$input" got invalid value { txt: "x" }; Field "text" of required type "String!" was not provided.',
      '"$input" got invalid value { txt: "x" }; Field "txt" is not defined by type "AddNoteInput".',
    ),
  ],
  ['50,000 letters beside 40 keys that are not there', { query: note, variables: { input: crowded } }, repeated],
  [
    'what looks like a suggestion, 3,500 times',
    { query: note, variables: { input: { text: 'x', more: suggesting } } },
    wrong(`"$input" got invalid value { text: "x", more: "${suggesting}`),
  ],
  [
    'a key that is an object’s own',
    { query: note, variables: { input: { text: 'x', constructor: 1, hasOwnProperty: 1 } } },
    wrong(
      '"$input" got invalid value { text: "x", constructor: 1, hasOwnProperty: 1 }; Field "constructor" is not defined by type "AddNoteInput".',
      '"$input" got invalid value { text: "x", constructor: 1, hasOwnProperty: 1 }; Field "hasOwnProperty" is not defined by type "AddNoteInput".',
    ),
  ],
  [
    'an input that is a list',
    { query: note, variables: { input: ['x'] } },
    wrong('"$input" got invalid value ["x"]; Expected type "AddNoteInput" to be an object.'),
  ],
  [
    'a value of an enum in small letters',
    { query: collection, variables: { input: { name: 'x', visibility: 'public' } } },
    wrong(
      '"$input" got invalid value "public" at "input.visibility"; Value "public" does not exist in "CollectionVisibility" enum.',
    ),
  ],
  [
    'a value of an enum that is a number',
    { query: collection, variables: { input: { name: 'x', access: 0 } } },
    wrong(
      '"$input" got invalid value 0 at "input.access"; Enum "CollectionAccess" cannot represent non-string value: 0.',
    ),
  ],
  [
    'a value of an enum that every object has',
    { query: collection, variables: { input: { name: 'x', access: 'constructor' } } },
    wrong(
      '"$input" got invalid value "constructor" at "input.access"; Value "constructor" does not exist in "CollectionAccess" enum.',
    ),
  ],
  [
    'a boolean that is a text',
    { query: 'query ($if: Boolean!) { __typename @include(if: $if) }', variables: { if: 'true' } },
    wrong('"$if" got invalid value "true"; Boolean cannot represent a non boolean value: "true"'),
  ],
];

const choices: readonly OperationAttack[] = [
  [
    'no feed',
    { query: feed, variables: { feed: {} } },
    wrong('"$feed" got invalid value {}; Exactly one key must be specified for OneOf type "FeedInput".'),
  ],
  [
    'two feeds',
    { query: feed, variables: { feed: { global: true, following: true } } },
    wrong(
      '"$feed" got invalid value { global: true, following: true }; Exactly one key must be specified for OneOf type "FeedInput".',
    ),
  ],
  [
    'a feed that is null',
    { query: feed, variables: { feed: { global: null } } },
    wrong('"$feed" got invalid value null at "feed.global"; Field "global" must be non-null.'),
  ],
  [
    'a feed, and another that is null',
    { query: feed, variables: { feed: { global: true, cardId: null } } },
    wrong(
      '"$feed" got invalid value { global: true, cardId: null }; Exactly one key must be specified for OneOf type "FeedInput".',
      '"$feed" got invalid value null at "feed.cardId"; Field "cardId" must be non-null.',
    ),
  ],
  [
    'a feed that is not one',
    { query: feed, variables: { feed: { global: false } } },
    '200 BAD_USER_INPUT: the field that names the feed must be true',
  ],
];

const scalars: readonly OperationAttack[] = [
  [
    'a URL that is no text',
    { query: holders, variables: { url: 1 } },
    wrong('"$url" got invalid value 1; URL cannot represent a non string value'),
  ],
  [
    'a URL that is no URL',
    { query: holders, variables: { url: 'nowhere' } },
    wrong('"$url" got invalid value "nowhere"; Expected type "URL". Invalid URL'),
  ],
  [
    'a URL that is a script',
    { query: holders, variables: { url: 'javascript:alert(1)' } },
    '200 BAD_USER_INPUT: url cannot be that of a card: not-http',
  ],
  [
    'a URL in a list',
    { query: holders, variables: { url: ['https://example.org/'] } },
    wrong('"$url" got invalid value ["https://example.org/"]; URL cannot represent a non string value'),
  ],
];

export const variableAttacks: readonly OperationAttack[] = [...numbers, ...types, ...choices, ...scalars];
