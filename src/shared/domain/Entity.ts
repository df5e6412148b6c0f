import type { UniqueEntityID } from './UniqueEntityID.ts';

/** Equal by identity, whatever else changes. */
export abstract class Entity<Props> {
  protected readonly props: Props;
  readonly #id: UniqueEntityID;

  protected constructor(props: Props, id: UniqueEntityID) {
    this.props = props;
    this.#id = id;
  }

  get id(): UniqueEntityID {
    return this.#id;
  }

  equals(other: Entity<Props> | undefined): boolean {
    return other?.constructor === this.constructor && this.#id.equals(other.id);
  }
}
