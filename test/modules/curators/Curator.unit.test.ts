import { describe, expect, it } from 'vitest';
import { Curator, type Profile } from '../../../src/modules/curators/domain/Curator.ts';
import { ada } from '../../support/cards.ts';
import { given } from '../../support/given.ts';

const empty: Profile = { handle: null, displayName: null, description: null, avatarUrl: null };
const adaWith = (profile: Partial<Profile>): Curator => Curator.restore(ada, { ...empty, ...profile }, 1);

describe('Curator', () => {
  it('changes what is given and keeps the rest', () => {
    given(adaWith({ handle: 'ada', description: 'mathematician' }))
      .when((curator) => curator.updateProfile({ displayName: ' Ada Lovelace ' }))
      .thenRaised()
      .andThen((curator) =>
        expect(curator.profile).toEqual({
          ...empty,
          handle: 'ada',
          displayName: 'Ada Lovelace',
          description: 'mathematician',
        }),
      );
  });

  it('empties what is null', () => {
    given(adaWith({ handle: 'ada', displayName: 'Ada' }))
      .when((curator) => curator.updateProfile({ handle: null, displayName: null }))
      .andThen((curator) => expect(curator.profile).toEqual(empty));
  });

  it('has a handle in lower case', () => {
    given(adaWith({}))
      .when((curator) => curator.updateProfile({ handle: 'Ada.Lovelace' }))
      .andThen((curator) => expect(curator.profile.handle).toBe('ada.lovelace'));
  });

  it.each([
    ['handle', 'a'],
    ['handle', 'ab'],
    ['handle', '-ada'],
    ['handle', 'ada lovelace'],
    ['handle', 'a'.repeat(65)],
    ['displayName', 'a'.repeat(65)],
    ['displayName', 'a\0'],
    ['description', 'a'.repeat(1_001)],
    ['description', '\ud800'],
    ['avatarUrl', 'javascript:alert(1)'],
    ['avatarUrl', 'picture.png'],
    ['avatarUrl', `https://example.org/${'a'.repeat(2_048)}`],
  ] as const)('refuses the %s %j, and changes nothing', (field, value) => {
    const curator = adaWith({ handle: 'ada' });
    expect(curator.updateProfile({ displayName: 'Ada', [field]: value })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-profile', field },
    });
    expect(curator.profile).toEqual({ ...empty, handle: 'ada' });
  });
});
