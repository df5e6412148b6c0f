import type { Clock } from '../../../shared/application/Clock.ts';
import type { Logger } from '../../../shared/application/Logger.ts';
import {
  type HandlerStart,
  NotNowError,
  type PreparedEventHandler,
} from '../../../shared/application/PreparedEventHandler.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import { ok } from '../../../shared/domain/Result.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardUrl } from '../domain/CardUrl.ts';
import type { CardCreatedEvent } from '../domain/events/CardCreatedEvent.ts';
import { PageMetadata } from '../domain/PageMetadata.ts';
import type { PageReader } from './PageReader.ts';

export interface FetchCardMetadataParts {
  readonly pages: PageReader;
  readonly cards: CardRepository;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Has a new link say what its page says of itself. Raises CardUpdatedEvent if that is anything.
 *
 * A page that does not answer (a timeout, 429, 5xx, no such host, no internet) is asked again at each start. At the last one the card is left as it is: that a
 * stranger's server is down is nothing that an operator could redrive, so it must not become a dead letter. What lasts (404, no HTML, an address
 * that is refused) ends at once.
 */
export class FetchCardMetadata implements PreparedEventHandler<CardCreatedEvent, PageMetadata> {
  readonly #parts: FetchCardMetadataParts;

  constructor(parts: FetchCardMetadataParts) {
    this.#parts = parts;
  }

  /** Rejects with NotNowError while there is another start to come. */
  async prepare({ cardId, url }: CardCreatedEvent, { isLast }: HandlerStart): Promise<PageMetadata> {
    const cardUrl = url === undefined ? undefined : CardUrl.create(url);
    // A note; or a link that was fine when the event was written, and is no longer.
    if (!cardUrl?.ok) return PageMetadata.nothing;
    const reading = await this.#parts.pages.read(cardUrl.value);
    if (reading.kind === 'read') return reading.metadata;
    if (reading.kind === 'not-now' && !isLast) throw new NotNowError(reading.reason);
    this.#parts.logger.debug({ cardId: cardId.value, reason: reading.reason }, 'a card stays without metadata');
    return PageMetadata.nothing;
  }

  async handle({ cardId, authorId }: CardCreatedEvent, _metadata: EventMetadata, page: PageMetadata): Promise<void> {
    if (page.equals(PageMetadata.nothing)) return;
    const { cards, unitOfWork, clock } = this.#parts;
    await unitOfWork.run(authorId.value, async () => {
      const card = await cards.find(cardId, authorId);
      // In nobody's library any more.
      if (!card) return ok(undefined);
      // Saying it a second time changes nothing, and raises nothing.
      card.describe(page, clock.now()).unwrap();
      await cards.save(card);
      return ok(undefined);
    });
  }
}
