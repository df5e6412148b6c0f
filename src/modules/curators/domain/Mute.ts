import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { CuratorMutedEvent } from './events/CuratorMutedEvent.ts';
import { CuratorUnmutedEvent } from './events/CuratorUnmutedEvent.ts';
import { isOneself, type Target } from './Target.ts';

export interface MuteProps {
  readonly curatorId: CuratorId;
  readonly target: Target;
  readonly mutedAt: Date;
}

export interface CannotMuteOneself {
  readonly kind: 'cannot-mute-oneself';
  readonly curatorId: string;
}

/** That a curator is shown nothing, and told of nothing, that another does, or that is done in a collection. Nobody else knows. */
export class Mute extends AggregateRoot<MuteProps> {
  #ended = false;

  private constructor(props: MuteProps, id: UniqueEntityID, version?: number) {
    super(props, id, version);
  }

  /** Raises CuratorMutedEvent. Fails with cannot-mute-oneself. */
  static start(id: UniqueEntityID, curatorId: CuratorId, target: Target, at: Date): Result<Mute, CannotMuteOneself> {
    if (isOneself(target, curatorId)) return err({ kind: 'cannot-mute-oneself', curatorId: curatorId.value });
    const mute = new Mute({ curatorId, target, mutedAt: at }, id);
    mute.addDomainEvent(new CuratorMutedEvent(id, curatorId, target, at));
    return ok(mute);
  }

  /** A mute as it was saved. */
  static restore(id: UniqueEntityID, props: MuteProps): Mute {
    return new Mute(props, id, 1);
  }

  get curatorId(): CuratorId {
    return this.props.curatorId;
  }

  get target(): Target {
    return this.props.target;
  }

  get mutedAt(): Date {
    return this.props.mutedAt;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Raises CuratorUnmutedEvent; once. */
  end(at: Date): void {
    if (this.#ended) return;
    this.#ended = true;
    this.addDomainEvent(new CuratorUnmutedEvent(this.id, this.curatorId, this.target, at));
  }
}
