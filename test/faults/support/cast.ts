import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { issueToken } from '../../../src/shared/infrastructure/auth/issueToken.ts';

export const secret = 'a secret of the tests with faults, of 32 bytes';

/** They mutate. */
export const curators = ['ada', 'bob', 'cleo', 'dan'].map(toDid);
/** They follow all curators from the start to the end. */
export const readers = ['rosa', 'rolf'].map(toDid);
/** The author of cards with the addresses that curators share. */
export const author = toDid('anna');

function toDid(name: string): string {
  return `did:plc:${name}`;
}

export async function issueTokens(): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  for (const did of [...curators, ...readers, author]) {
    const subject = CuratorId.create(did).unwrap();
    tokens.set(did, await issueToken({ secret, subject, expiresIn: '6h' }));
  }
  return tokens;
}
