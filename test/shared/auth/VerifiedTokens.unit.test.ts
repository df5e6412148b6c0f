import { beforeEach, expect, it } from 'vitest';
import type { VerifiedToken } from '../../../src/shared/application/TokenVerifier.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { VerifiedTokens } from '../../../src/shared/infrastructure/auth/VerifiedTokens.ts';

const start = Date.parse('2026-01-01T12:00:00Z');
let at = start;
const clock = { now: () => new Date(at) };
let verified: string[] = [];
beforeEach(() => {
  at = start;
  verified = [];
});

/** Verifies a token that is called as its curator, and notes that it did. */
async function tokenOf(tokens: VerifiedTokens, name: string, lifetimeMs = 3_600_000): Promise<VerifiedToken> {
  return tokens.of(name, async () => {
    verified.push(name);
    return { curatorId: CuratorId.create(`did:plc:${name}`).unwrap(), expiresAt: new Date(start + lifetimeMs) };
  });
}

it('are verified once a minute', async () => {
  const tokens = new VerifiedTokens({ clock });
  await tokenOf(tokens, 'ada');
  at += 59_999;
  expect((await tokenOf(tokens, 'ada')).curatorId.value).toBe('did:plc:ada');
  expect(verified).toEqual(['ada']);

  at += 1;
  await tokenOf(tokens, 'ada');
  expect(verified).toEqual(['ada', 'ada']);
});

it('are looked at again from the moment on at which they expire', async () => {
  const tokens = new VerifiedTokens({ clock });
  await tokenOf(tokens, 'ada', 10_000);
  at += 10_000;
  await tokenOf(tokens, 'ada', 10_000);
  expect(verified).toEqual(['ada', 'ada']);
});

it('are told apart', async () => {
  const tokens = new VerifiedTokens({ clock });
  await tokenOf(tokens, 'ada');
  expect((await tokenOf(tokens, 'bob')).curatorId.value).toBe('did:plc:bob');
  expect((await tokenOf(tokens, 'ada')).curatorId.value).toBe('did:plc:ada');
  expect(verified).toEqual(['ada', 'bob']);
});

it('are not kept when they are refused', async () => {
  const tokens = new VerifiedTokens({ clock });
  await expect(tokens.of('ada', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  await tokenOf(tokens, 'ada');
  expect(verified).toEqual(['ada']);
});

it('are no more than so many: the one kept longest goes', async () => {
  const tokens = new VerifiedTokens({ clock, maxTokens: 2 });
  for (const name of ['ada', 'bob', 'cid', 'bob', 'cid', 'ada']) await tokenOf(tokens, name);
  expect(verified).toEqual(['ada', 'bob', 'cid', 'ada']);
});

it('are verified again when the keys are others, also one that was being verified then', async () => {
  const tokens = new VerifiedTokens({ clock });
  await tokenOf(tokens, 'ada');
  const answer = Promise.withResolvers<VerifiedToken>();
  const slow = tokens.of('bob', () => answer.promise);
  tokens.forget();
  answer.resolve({ curatorId: CuratorId.create('did:plc:bob').unwrap(), expiresAt: new Date(start + 60_000) });
  expect((await slow).curatorId.value).toBe('did:plc:bob');

  await tokenOf(tokens, 'ada');
  await tokenOf(tokens, 'bob');
  expect(verified).toEqual(['ada', 'ada', 'bob']);
});
