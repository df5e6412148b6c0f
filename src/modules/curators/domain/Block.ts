import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { CuratorBlockedEvent } from './events/CuratorBlockedEvent.ts';
import { CuratorUnblockedEvent } from './events/CuratorUnblockedEvent.ts';

export interface BlockProps {
  readonly blockerId: CuratorId;
  readonly blockedId: CuratorId;
  readonly blockedAt: Date;
}

export interface CannotBlockOneself {
  readonly kind: 'cannot-block-oneself';
  readonly curatorId: string;
}

/**
 * That a curator wants nothing to do with another: neither is shown, or told of, what the other does, and neither can follow the other or work
 * with them. Each may block the other; as long as one of the blocks stands, all this holds.
 */
export class Block extends AggregateRoot<BlockProps> {
  #ended = false;

  private constructor(props: BlockProps, id: UniqueEntityID, version?: number) {
    super(props, id, version);
  }

  /** Raises CuratorBlockedEvent. Fails with cannot-block-oneself. */
  static start(
    id: UniqueEntityID,
    blockerId: CuratorId,
    blockedId: CuratorId,
    at: Date,
  ): Result<Block, CannotBlockOneself> {
    if (blockerId.equals(blockedId)) return err({ kind: 'cannot-block-oneself', curatorId: blockerId.value });
    const block = new Block({ blockerId, blockedId, blockedAt: at }, id);
    block.addDomainEvent(new CuratorBlockedEvent(id, blockerId, blockedId, at));
    return ok(block);
  }

  /** A block as it was saved. */
  static restore(id: UniqueEntityID, props: BlockProps): Block {
    return new Block(props, id, 1);
  }

  get blockerId(): CuratorId {
    return this.props.blockerId;
  }

  get blockedId(): CuratorId {
    return this.props.blockedId;
  }

  get blockedAt(): Date {
    return this.props.blockedAt;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Raises CuratorUnblockedEvent; once. */
  end(at: Date): void {
    if (this.#ended) return;
    this.#ended = true;
    this.addDomainEvent(new CuratorUnblockedEvent(this.id, this.blockerId, this.blockedId, at));
  }
}
