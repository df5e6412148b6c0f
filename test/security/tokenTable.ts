import { createPublicKey } from 'node:crypto';
import { base64url, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import type { SigningKey } from '../shared/auth/keyServer.ts';

/** Who signs the tokens of the table, and how they are meant to be. */
export interface Issuer {
  /** Published. */
  readonly key: SigningKey;
  /** Somebody else's. */
  readonly stranger: SigningKey;
  /** Where the stranger publishes theirs. */
  readonly strangersUrl: string;
  readonly issuer: string;
  readonly audience: string;
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

const goodClaims = ({ issuer, audience }: Issuer): JWTPayload => ({
  iss: issuer,
  aud: audience,
  sub: 'did:plc:ada',
  exp: nowSeconds() + 3_600,
});

interface Signing {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly by?: SigningKey;
}

/** A good token, but for what is said. */
export async function tokenOf(issuer: Issuer, { claims, header, by = issuer.key }: Signing = {}): Promise<string> {
  const payload = { ...goodClaims(issuer), ...claims };
  const crit = Object.fromEntries((Array.isArray(header?.crit) ? header.crit : []).map((name) => [name, true]));
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES256', kid: by.kid, ...header })
    .sign(by.privateKey, { crit });
}

async function hmacToken(issuer: Issuer, secret: string): Promise<string> {
  return new SignJWT(goodClaims(issuer))
    .setProtectedHeader({ alg: 'HS256', kid: issuer.key.kid })
    .sign(new TextEncoder().encode(secret));
}

const encoded = (value: unknown): string => base64url.encode(JSON.stringify(value));

/** The parts of a good token, to be put together wrongly. */
async function partsOf(issuer: Issuer): Promise<[header: string, payload: string, signature: string]> {
  const [header = '', payload = '', signature = ''] = (await tokenOf(issuer)).split('.');
  return [header, payload, signature];
}

type Row = readonly [what: string, authorization: (issuer: Issuer) => Promise<string>, message: string];

const bearer =
  (token: (issuer: Issuer) => string | Promise<string>): Row[1] =>
  async (issuer) =>
    `Bearer ${await token(issuer)}`;

const claims = (what: string, given: Readonly<Record<string, unknown>>, message: string): Row => [
  what,
  bearer((issuer) => tokenOf(issuer, { claims: given })),
  message,
];

/** A key that the token brings along, or says where to find. */
const brought = (what: string, header: (issuer: Issuer) => Readonly<Record<string, unknown>>): Row => [
  `signed by a key that ${what}`,
  bearer((issuer) => tokenOf(issuer, { by: issuer.stranger, header: header(issuer) })),
  unknownKey,
];

const algorithm = 'the token is signed with an algorithm that is not accepted';
const malformed = 'the token is not a well-formed JWT';
const signature = 'the signature of the token is not right';
const unknownKey = 'the token is signed with a key that is not known';
const noDid = 'the "sub" of the token is not a DID';
const scheme = 'the authorization must be of the form "Bearer <token>"';

const signatures: readonly Row[] = [
  ['not signed', bearer((issuer) => new UnsecuredJWT(goodClaims(issuer)).encode()), algorithm],
  [
    'not signed, and says so in capitals',
    bearer((i) => `${encoded({ alg: 'NONE' })}.${encoded(goodClaims(i))}.`),
    algorithm,
  ],
  [
    'the public key as a secret',
    bearer((issuer) => hmacToken(issuer, JSON.stringify(issuer.key.publicJwk))),
    algorithm,
  ],
  [
    'the public key as a secret, as PEM',
    bearer((issuer) => {
      const key = createPublicKey({ key: { ...issuer.key.publicJwk }, format: 'jwk' });
      return hmacToken(issuer, key.export({ type: 'spki', format: 'pem' }).toString());
    }),
    algorithm,
  ],
  ['no algorithm', bearer((i) => `${encoded({ kid: i.key.kid })}.${encoded(goodClaims(i))}.AAAA`), malformed],
  [
    'an algorithm of other keys',
    bearer((i) => `${encoded({ alg: 'RS256', kid: i.key.kid })}.${encoded(goodClaims(i))}.AAAA`),
    unknownKey,
  ],
  [
    'signed by somebody else under our kid',
    bearer((i) => tokenOf(i, { by: { ...i.stranger, kid: i.key.kid } })),
    signature,
  ],
  ['a kid that is not known', bearer((i) => tokenOf(i, { by: { ...i.key, kid: 'other' } })), unknownKey],
  ['a kid that is a path', bearer((i) => tokenOf(i, { by: { ...i.key, kid: '../../etc/passwd' } })), unknownKey],
  ['a kid that is a number', bearer((i) => tokenOf(i, { header: { kid: 1 } })), unknownKey],
  brought('it brings along (jwk)', ({ stranger }) => ({ jwk: stranger.publicJwk })),
  brought('lies elsewhere (jku)', ({ strangersUrl }) => ({ jku: strangersUrl })),
  brought('lies elsewhere (x5u)', ({ strangersUrl }) => ({ x5u: strangersUrl })),
  brought('it brings along (x5c)', () => ({ x5c: ['MIIB'] })),
  [
    'a demand that nobody knows',
    bearer((i) => tokenOf(i, { header: { crit: ['urn:x'], 'urn:x': 1 } })),
    'the token demands what is not supported here ("crit")',
  ],
  [
    'a demand for an unencoded payload',
    bearer(
      (i) => `${encoded({ alg: 'ES256', kid: i.key.kid, crit: ['b64'], b64: false })}.${encoded(goodClaims(i))}.AAAA`,
    ),
    signature,
  ],
];

const contents: readonly Row[] = [
  claims('expired', { exp: 1 }, 'the token has expired'),
  claims('expires in a text', { exp: '9999999999' }, 'the "exp" of the token is malformed'),
  claims('never expires', { exp: undefined }, 'the token has no "exp"'),
  claims('not valid yet', { nbf: 9_999_999_999 }, 'the token is not valid yet'),
  claims('of another issuer', { iss: 'https://evil.example/' }, 'the token is of another issuer'),
  claims('of an issuer whose name goes on', { iss: 'https://issuer.example/x' }, 'the token is of another issuer'),
  claims('of no issuer', { iss: undefined }, 'the token has no "iss"'),
  claims('for another audience', { aud: 'shop' }, 'the token is meant for another audience'),
  claims('for other audiences', { aud: ['shop', 'bank'] }, 'the token is meant for another audience'),
  claims('for nobody', { aud: undefined }, 'the token has no "aud"'),
  claims('about nobody', { sub: undefined }, 'the token has no "sub"'),
  claims('about an empty name', { sub: '' }, noDid),
  claims('about a number', { sub: 1 }, noDid),
  claims('about a list', { sub: ['did:plc:ada'] }, noDid),
  claims('about a mail address', { sub: 'ada@example.com' }, noDid),
  claims('about a name with NUL', { sub: 'did:plc:ada\u0000' }, noDid),
  claims('about a name with a line break', { sub: 'did:plc:ada\n' }, noDid),
  claims('about a name in other letters', { sub: 'did:plc:аda' }, noDid),
  claims('about a name with a path', { sub: 'did:plc:ada/../bob' }, noDid),
  claims('about an overlong name', { sub: `did:plc:${'a'.repeat(256)}` }, noDid),
];

const forms: readonly Row[] = [
  ['no token', async () => 'Bearer ', scheme],
  ['another scheme', async () => 'Basic YWRhOmFkYQ==', scheme],
  ['a token without its scheme', (issuer) => tokenOf(issuer), scheme],
  ['two tokens', bearer(async (i) => `${await tokenOf(i)} ${await tokenOf(i)}`), scheme],
  [
    'an overlong token',
    bearer((i) => tokenOf(i, { claims: { filler: 'x'.repeat(7_000) } })),
    'the token is longer than 8192 characters',
  ],
  ['a word', bearer(() => 'undefined'), malformed],
  ['three dots', bearer(() => '...'), malformed],
  ['without its signature', bearer(async (i) => (await partsOf(i)).slice(0, 2).join('.')), malformed],
  ['with an empty signature', bearer(async (i) => [...(await partsOf(i)).slice(0, 2), ''].join('.')), signature],
  [
    'with another’s contents',
    bearer(async (i) => {
      const [header, , its] = await partsOf(i);
      return [header, encoded({ ...goodClaims(i), sub: 'did:plc:bob' }), its].join('.');
    }),
    signature,
  ],
  ['contents that are a list', bearer(async (i) => [(await partsOf(i))[0], encoded([1]), 'AAAA'].join('.')), signature],
  ['encrypted', bearer(async (i) => [...(await partsOf(i)), 'AAAA', 'AAAA'].join('.')), malformed],
];

/** Tokens that are not to be believed, and what is said of them, on every transport. */
export const tokenTable: readonly Row[] = [...signatures, ...contents, ...forms];
