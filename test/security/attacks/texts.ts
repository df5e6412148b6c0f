import type { OperationAttack } from './OperationAttack.ts';
import { change, wrong } from './words.ts';

// Texts that nobody can store or should read. Those of notes are a domain’s: see CardText.unit.test.ts in test/modules/cards.

const notSaved = (what: 'Text' | 'Collection' | 'Profile', field: string, reason: string): string =>
  `200 Invalid${what}Error INVALID_${what.toUpperCase()} at input.${field}: The ${what.toLowerCase()} cannot be saved: ${reason}`;

const note = change('addNote', 'AddNote');
const collection = change('createCollection', 'CreateCollection');
const profile = change('updateProfile', 'UpdateProfile');
const search = 'query ($q: String) { viewer { library(search: $q) { nodes { id } } } }';

const text = (what: string, value: unknown, answer: string): OperationAttack => [
  `a note of ${what}`,
  { query: note, variables: { input: { text: value } } },
  answer,
];

export const textAttacks: readonly OperationAttack[] = [
  text('nothing', '', notSaved('Text', 'text', 'empty')),
  text('white space', ' \n\u00a0\u3000', notSaved('Text', 'text', 'empty')),
  text('NUL', 'a\0b', notSaved('Text', 'text', 'not-well-formed')),
  text('a lone surrogate', 'a\ud800b', notSaved('Text', 'text', 'not-well-formed')),
  text('10,001 letters', 'x'.repeat(10_001), notSaved('Text', 'text', 'too-long')),
  text('50,000 letters', 'x'.repeat(50_000), notSaved('Text', 'text', 'too-long')),
  text(
    'a number',
    1,
    wrong('"$input" got invalid value 1 at "input.text"; String cannot represent a non string value: 1'),
  ),
  [
    'a collection without a name',
    { query: collection, variables: { input: { name: ' ' } } },
    notSaved('Collection', 'name', 'at least one character'),
  ],
  [
    'a collection with NUL in its name',
    { query: collection, variables: { input: { name: 'a\0' } } },
    notSaved('Collection', 'name', 'well-formed text'),
  ],
  [
    'a collection with a lone surrogate in its name',
    { query: collection, variables: { input: { name: '\udc00' } } },
    notSaved('Collection', 'name', 'well-formed text'),
  ],
  [
    'a collection with a name of 101 letters',
    { query: collection, variables: { input: { name: 'x'.repeat(101) } } },
    notSaved('Collection', 'name', 'at most 100 characters'),
  ],
  [
    'a collection with a description of 501 letters',
    { query: collection, variables: { input: { name: 'x', description: 'x'.repeat(501) } } },
    notSaved('Collection', 'description', 'at most 500 characters'),
  ],
  [
    'a collection with NUL in its description',
    { query: collection, variables: { input: { name: 'x', description: '\0' } } },
    notSaved('Collection', 'description', 'well-formed text'),
  ],
  [
    'a handle in other letters',
    { query: profile, variables: { input: { handle: 'аdmin' } } },
    "200 InvalidProfileError INVALID_PROFILE at input.handle: The profile cannot be saved: 3 to 64 of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit",
  ],
  [
    'a handle that is a path',
    { query: profile, variables: { input: { handle: '../admin' } } },
    "200 InvalidProfileError INVALID_PROFILE at input.handle: The profile cannot be saved: 3 to 64 of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit",
  ],
  [
    'a name to show with NUL',
    { query: profile, variables: { input: { displayName: 'a\0' } } },
    notSaved('Profile', 'displayName', 'well-formed text'),
  ],
  [
    'a name to show that turns the text around it',
    { query: profile, variables: { input: { displayName: '\u202egnp.exe' } } },
    '200 {"updateProfile":{"__typename":"UpdateProfilePayload"}}',
  ],
  [
    'a name to show of 10,000 letters',
    { query: profile, variables: { input: { displayName: 'x'.repeat(10_000) } } },
    notSaved('Profile', 'displayName', 'at most 64 characters'),
  ],
  [
    'a search with NUL',
    { query: search, variables: { q: 'a\0' } },
    '200 BAD_USER_INPUT: search must be well-formed text',
  ],
  [
    'a search with a lone surrogate',
    { query: search, variables: { q: '\ud800' } },
    '200 BAD_USER_INPUT: search must be well-formed text',
  ],
  [
    'a search in SQL',
    {
      query: search,
      variables: { q: "%' OR 1=1; DROP TABLE cards; --" },
    },
    '200 {"viewer":{"library":{"nodes":[]}}}',
  ],
  [
    'a search of 50,000 letters',
    {
      query: search,
      variables: { q: 'x '.repeat(25_000) },
    },
    '200 BAD_USER_INPUT: search must be at most 200 characters',
  ],
  [
    'a picture that is a script',
    { query: profile, variables: { input: { avatarUrl: 'javascript:alert(1)' } } },
    notSaved('Profile', 'avatarUrl', 'an http or https URL'),
  ],
  [
    'a picture that is its own data',
    { query: profile, variables: { input: { avatarUrl: 'data:text/html,<script>alert(1)</script>' } } },
    notSaved('Profile', 'avatarUrl', 'an http or https URL'),
  ],
];
