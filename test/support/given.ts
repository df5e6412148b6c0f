import { expect } from 'vitest';
import type { AggregateRoot } from '../../src/shared/domain/AggregateRoot.ts';
import type { IDomainEvent } from '../../src/shared/domain/events/IDomainEvent.ts';
import type { Result } from '../../src/shared/domain/Result.ts';

type Decision<E> = Result<unknown, E> | undefined;

/** Tests of decisions: `given(an aggregate).when(something is asked of it).then…(what it raised, or why it refused)`. Events raised before do not count. */
export function given<A extends AggregateRoot<unknown>>(aggregate: A) {
  aggregate.clearEvents();
  return {
    when<E>(decide: (aggregate: A) => Result<unknown, E> | void) {
      const decision: Decision<E> = decide(aggregate) ?? undefined;
      return new Outcome(aggregate, decision);
    },
  };
}

class Outcome<A extends AggregateRoot<unknown>, E> {
  readonly #aggregate: A;
  readonly #decision: Decision<E>;

  constructor(aggregate: A, decision: Decision<E>) {
    this.#aggregate = aggregate;
    this.#decision = decision;
  }

  /** It agreed, and raised exactly these. */
  thenRaised(...events: readonly IDomainEvent[]): this {
    if (this.#decision) expect(this.#decision).toMatchObject({ ok: true });
    expect(this.#aggregate.domainEvents.map(({ constructor }) => constructor)).toEqual(
      events.map(({ constructor }) => constructor),
    );
    expect(this.#aggregate.domainEvents).toEqual(events);
    return this;
  }

  /** It refused for this reason, and raised nothing. */
  thenRefused(refusal: E): this {
    expect(this.#decision).toMatchObject({ ok: false, error: refusal });
    expect(this.#aggregate.domainEvents).toEqual([]);
    return this;
  }

  /** What it is like afterwards. */
  andThen(check: (aggregate: A) => void): this {
    check(this.#aggregate);
    return this;
  }
}
