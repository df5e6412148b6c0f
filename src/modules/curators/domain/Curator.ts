import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { Handle, type InvalidProfile } from './Handle.ts';

const maxDisplayNameLength = 64;
const maxDescriptionLength = 1_000;
const maxAvatarUrlLength = 2_048;

export interface Profile {
  readonly handle: string | null;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly avatarUrl: string | null;
}

/** What is to change: a field left out stays, null empties it. */
export type ProfileChange = { readonly [Field in keyof Profile]?: string | null | undefined };

interface CuratorProps {
  readonly curatorId: CuratorId;
  profile: Profile;
}

/** Somebody who keeps cards, known by a DID. */
export class Curator extends AggregateRoot<CuratorProps> {
  private constructor(props: CuratorProps, version: number) {
    super(props, props.curatorId.getValue(), version);
  }

  /** A curator as saved. They come to be when their first valid token is seen. */
  static restore(curatorId: CuratorId, profile: Profile, version: number): Curator {
    return new Curator({ curatorId, profile }, version);
  }

  get curatorId(): CuratorId {
    return this.props.curatorId;
  }

  get profile(): Profile {
    return this.props.profile;
  }

  /** Changes all the given fields or none. Fails with invalid-profile, naming the first field that does not fit. */
  updateProfile(change: ProfileChange): Result<void, InvalidProfile> {
    const handle = change.handle == null ? ok(undefined) : Handle.create(change.handle);
    if (!handle.ok) return handle;
    for (const [field, maxLength] of limits) {
      const refusal = refuseText(field, change[field], maxLength);
      if (refusal) return err(refusal);
    }
    if (change.avatarUrl != null && !isHttpUrl(change.avatarUrl)) {
      return err({ kind: 'invalid-profile', field: 'avatarUrl', reason: 'an http or https URL' });
    }
    const { profile } = this.props;
    this.props.profile = {
      handle: change.handle === undefined ? profile.handle : (handle.value?.value ?? null),
      displayName: changed(profile.displayName, change.displayName),
      description: changed(profile.description, change.description),
      avatarUrl: changed(profile.avatarUrl, change.avatarUrl),
    };
    return ok(undefined);
  }
}

const limits = [
  ['displayName', maxDisplayNameLength],
  ['description', maxDescriptionLength],
  ['avatarUrl', maxAvatarUrlLength],
] as const;

function refuseText(
  field: InvalidProfile['field'],
  value: string | null | undefined,
  maxLength: number,
): InvalidProfile | undefined {
  if (value == null) return undefined;
  if (value.length > maxLength) return { kind: 'invalid-profile', field, reason: `at most ${maxLength} characters` };
  if (value.includes('\0') || !value.isWellFormed())
    return { kind: 'invalid-profile', field, reason: 'well-formed text' };
  return undefined;
}

const isHttpUrl = (value: string): boolean => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

const changed = (before: string | null, change: string | null | undefined): string | null =>
  change === undefined ? before : change?.trim() || null;
