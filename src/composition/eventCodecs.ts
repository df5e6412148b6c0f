import { cardEventCodecs } from '../modules/cards/infrastructure/cardEventCodecs.ts';
import { collectionEventCodecs } from '../modules/collections/infrastructure/collectionEventCodecs.ts';
import { followEventCodecs } from '../modules/curators/infrastructure/followEventCodecs.ts';
import { hidingEventCodecs } from '../modules/curators/infrastructure/hidingEventCodecs.ts';
import { EventCodecs } from '../shared/infrastructure/events/EventCodecs.ts';

/** Every event that is written to the log. */
export const eventCodecs = [...cardEventCodecs, ...followEventCodecs, ...hidingEventCodecs, ...collectionEventCodecs];

export const createEventCodecs = (): EventCodecs => new EventCodecs(eventCodecs);
