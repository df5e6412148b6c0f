import type { KeyRange, QueuedEventHandler } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { CardRemovedFromLibraryEvent } from '../../cards/index.ts';
import { inPages } from './inPages.ts';
import type { Retraction } from './Retraction.ts';

/** Takes back what was told of a save that was undone, from those who have not read it. */
export class RetractSaved implements QueuedEventHandler<CardRemovedFromLibraryEvent> {
  readonly #saves: Retraction<CardRemovedFromLibraryEvent>;

  constructor(saves: Retraction<CardRemovedFromLibraryEvent>) {
    this.#saves = saves;
  }

  // What is retracted already is not touched: a second delivery changes nothing.
  async handle(
    event: CardRemovedFromLibraryEvent,
    { seq }: EventMetadata,
    page: KeyRange | undefined,
  ): Promise<readonly KeyRange[]> {
    return inPages(
      page,
      () => this.#saves.split(event, seq),
      (range) => this.#saves.retract(event, seq, range),
    );
  }
}
