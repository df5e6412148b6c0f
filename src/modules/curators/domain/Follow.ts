import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { CuratorFollowedEvent } from './events/CuratorFollowedEvent.ts';
import { CuratorUnfollowedEvent } from './events/CuratorUnfollowedEvent.ts';
import { isOneself, type Target } from './Target.ts';

export interface FollowProps {
  readonly followerId: CuratorId;
  readonly target: Target;
  readonly followedAt: Date;
}

export interface CannotFollowOneself {
  readonly kind: 'cannot-follow-oneself';
  readonly curatorId: string;
}

/** That a curator follows another, or a collection. */
export class Follow extends AggregateRoot<FollowProps> {
  #ended = false;

  private constructor(props: FollowProps, id: UniqueEntityID, version?: number) {
    super(props, id, version);
  }

  /** Raises CuratorFollowedEvent. Fails with cannot-follow-oneself. */
  static start(
    id: UniqueEntityID,
    followerId: CuratorId,
    target: Target,
    at: Date,
  ): Result<Follow, CannotFollowOneself> {
    if (isOneself(target, followerId)) return err({ kind: 'cannot-follow-oneself', curatorId: followerId.value });
    const follow = new Follow({ followerId, target, followedAt: at }, id);
    follow.addDomainEvent(new CuratorFollowedEvent(id, followerId, target, at));
    return ok(follow);
  }

  /** A follow as it was saved. */
  static restore(id: UniqueEntityID, props: FollowProps): Follow {
    return new Follow(props, id, 1);
  }

  get followerId(): CuratorId {
    return this.props.followerId;
  }

  get target(): Target {
    return this.props.target;
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
    this.addDomainEvent(new CuratorUnfollowedEvent(this.id, this.followerId, this.target, at));
  }
}
