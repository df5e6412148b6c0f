import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { CuratorFollowedEvent } from './events/CuratorFollowedEvent.ts';
import { CuratorUnfollowedEvent } from './events/CuratorUnfollowedEvent.ts';

export interface FollowProps {
  readonly followerId: CuratorId;
  readonly curatorId: CuratorId;
  readonly followedAt: Date;
}

export interface CannotFollowOneself {
  readonly kind: 'cannot-follow-oneself';
  readonly curatorId: string;
}

/** That one curator follows another. */
export class Follow extends AggregateRoot<FollowProps> {
  #ended = false;

  private constructor(props: FollowProps, id: UniqueEntityID, version?: number) {
    super(props, id, version);
  }

  /** Raises CuratorFollowedEvent. Fails with cannot-follow-oneself. */
  static start(
    id: UniqueEntityID,
    followerId: CuratorId,
    curatorId: CuratorId,
    at: Date,
  ): Result<Follow, CannotFollowOneself> {
    if (followerId.equals(curatorId)) return err({ kind: 'cannot-follow-oneself', curatorId: curatorId.value });
    const follow = new Follow({ followerId, curatorId, followedAt: at }, id);
    follow.addDomainEvent(new CuratorFollowedEvent(id, followerId, curatorId, at));
    return ok(follow);
  }

  /** A follow as it was saved. */
  static restore(id: UniqueEntityID, props: FollowProps): Follow {
    return new Follow(props, id, 1);
  }

  get followerId(): CuratorId {
    return this.props.followerId;
  }

  get curatorId(): CuratorId {
    return this.props.curatorId;
  }

  get followedAt(): Date {
    return this.props.followedAt;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Raises CuratorUnfollowedEvent; once. */
  end(at: Date): void {
    if (this.#ended) return;
    this.#ended = true;
    this.addDomainEvent(new CuratorUnfollowedEvent(this.id, this.followerId, this.curatorId, at));
  }
}
