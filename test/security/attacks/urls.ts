import type { OperationAttack } from './OperationAttack.ts';

// Links to save. What is refused is not stored; what is saved is written as a browser would read it, so that nobody is shown one thing and led to another.
//
// A saved link is fetched by a worker, under rules of its own: no private address, whatever its name, spelling or redirects. They are in
// test/shared/outbound/isPublicAddress.unit.test.ts and test/modules/cards.

const query = `mutation ($url: URL!) { addUrlToLibrary(input: { url: $url }) {
  __typename ... on AddUrlToLibraryPayload { card { url canonicalUrl } } ... on Error { code message path }
} }`;
const link = (url: unknown) => ({ query, variables: { url } });
const refused = (what: string, url: string, reason: string): OperationAttack => [
  what,
  link(url),
  `200 InvalidUrlError INVALID_URL at input.url: The URL cannot be saved: ${reason}`,
];
const malformed = (what: string, url: string): OperationAttack => [
  what,
  link(url),
  `400 BAD_USER_INPUT: Variable "$url" got invalid value ${JSON.stringify(url)}; Expected type "URL". Invalid URL`,
];
const saved = (what: string, url: string, as = url, canonicalUrl = as): OperationAttack => [
  what,
  link(url),
  `200 ${JSON.stringify({ addUrlToLibrary: { __typename: 'AddUrlToLibraryPayload', card: { url: as, canonicalUrl } } })}`,
];

export const urlAttacks: readonly OperationAttack[] = [
  refused('a script', 'javascript:alert(1)', 'not-http'),
  refused('a script in capitals, with white space', ' \tJaVaScRiPt:alert(1)', 'not-http'),
  refused('a script in two lines', 'java\nscript:alert(1)', 'not-http'),
  refused('data', 'data:text/html,<script>alert(1)</script>', 'not-http'),
  refused('a file', 'file:///etc/passwd', 'not-http'),
  malformed('a file on a share', '\\\\evil.example\\share'),
  refused('FTP', 'ftp://example.org/', 'not-http'),
  refused('a blob', 'blob:https://example.org/1', 'not-http'),
  refused('a source', 'view-source:https://example.org/', 'not-http'),
  refused('a mail', 'mailto:ada@example.org', 'not-http'),
  refused('a DID', 'did:plc:owner', 'not-http'),
  refused('a password', 'https://ada:secret@example.org/', 'has-credentials'),
  refused('a user', 'https://example.org@evil.example/', 'has-credentials'),
  malformed('no host', 'http:///'),
  malformed('no host but a port', 'https://:443/'),
  malformed('a path alone', '/etc/passwd'),
  malformed('a host without a scheme', '//evil.example/'),
  malformed('a host that is none', 'https://exa mple.org/'),
  malformed('a host with NUL', 'https://example.org\0.evil.example/'),
  malformed('a host with a percent', 'https://example.org%2f.evil.example/'),
  malformed('an address that is none', 'http://[::1/'),
  malformed('an address beyond all numbers', 'http://256.256.256.256/'),
  malformed('a port beyond all numbers', 'https://example.org:99999/'),
  malformed('a negative port', 'https://example.org:-1/'),
  refused('2,049 letters', `https://example.org/${'x'.repeat(2_049 - 20)}`, 'too-long'),
  refused('letters that are more when written as a browser does', `https://example.org/${'ä'.repeat(700)}`, 'too-long'),
  malformed('nothing', ''),
  malformed('white space', ' '),
  [
    'a list',
    link(['https://example.org/']),
    '400 BAD_USER_INPUT: Variable "$url" got invalid value ["https://example.org/"]; URL cannot represent a non string value',
  ],
];

/** Saved, and how. */
export const savedUrls: readonly OperationAttack[] = [
  saved(
    'letters that look like others are written as what they are',
    'https://аpple.com/',
    'https://xn--pple-43d.com/',
  ),
  saved('a backslash is a slash', 'https:\\\\example.org\\@evil.example', 'https://example.org/@evil.example'),
  saved('line breaks and tabs are not there', 'https://exam\nple.org/a\tb', 'https://example.org/ab'),
  saved('white space around it is not there', '  https://example.org/c  ', 'https://example.org/c'),
  saved('three slashes are two', 'https:///example.org/d', 'https://example.org/d'),
  saved(
    'a lone surrogate is a sign for what cannot be read',
    'https://example.org/\ud800',
    'https://example.org/%EF%BF%BD',
  ),
  saved('NUL in the path is escaped', 'https://example.org/a\0b', 'https://example.org/a%00b'),
  saved(
    'what turns the text around it is escaped',
    'https://example.org/\u202egnp.exe',
    'https://example.org/%E2%80%AEgnp.exe',
  ),
  saved(
    'a script in the path is escaped',
    'https://example.org/"><script>alert(1)</script>',
    'https://example.org/%22%3E%3Cscript%3Ealert(1)%3C/script%3E',
  ),
  saved('steps up end at the root', 'https://example.org/../../etc/passwd', 'https://example.org/etc/passwd'),
  saved(
    'the fragment is kept, and is not what a page is known by',
    'https://example.org/e#javascript:alert(1)',
    'https://example.org/e#javascript:alert(1)',
    'https://example.org/e',
  ),
  saved('an address as a number is written as it is', 'http://2130706433/', 'http://127.0.0.1/'),
  saved('a host of dots is nobody’s', 'https://../'),
  saved('broken punycode is nobody’s', 'https://xn--a/'),
  saved('cloud metadata may be saved, and is never fetched', 'http://169.254.169.254/latest/meta-data/'),
  saved('a private address may be saved, and is never fetched', 'http://[::ffff:10.0.0.1]/', 'http://[::ffff:a00:1]/'),
  saved('a port may be saved, and is never fetched', 'http://localhost:6379/'),
];
