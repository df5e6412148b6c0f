import { FetchCardMetadata } from '../modules/cards/application/FetchCardMetadata.ts';
import type { PageReader } from '../modules/cards/application/PageReader.ts';
import { PrismaCardRepository } from '../modules/cards/infrastructure/PrismaCardRepository.ts';
import { CachedPages } from '../modules/cards/infrastructure/pages/CachedPages.ts';
import { WebPages } from '../modules/cards/infrastructure/pages/WebPages.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { UnitOfWork } from '../shared/application/UnitOfWork.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import type { OutboundRules } from '../shared/infrastructure/outbound/OutboundRules.ts';
import { systemClock as clock } from '../shared/infrastructure/system/systemClock.ts';
import type { EventHandlers } from './eventRoutes.ts';

export interface CardMetadataParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly logger: Logger;
  /** Whether pages are asked at all. */
  readonly isOn: boolean;
  /** Default: the public internet alone. */
  readonly outbound?: OutboundRules | undefined;
}

/** The handlers are there also where nothing is fetched: what this release hears of does not depend on its configuration. */
export function createCardHandlers({
  database,
  unitOfWork,
  logger,
  isOn,
  outbound,
}: CardMetadataParts): EventHandlers['cards'] {
  const cards = new PrismaCardRepository(database);
  const pages = isOn ? new CachedPages(database, new WebPages({ rules: outbound })) : nobodyAsks;
  return { fetchMetadata: new FetchCardMetadata({ pages, cards, unitOfWork, clock, logger }) };
}

const nobodyAsks: PageReader = { read: async () => ({ kind: 'nothing', reason: 'CARD_METADATA is off' }) };
