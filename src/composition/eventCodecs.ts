import { cardEventCodecs } from '../modules/cards/infrastructure/cardEventCodecs.ts';
import { followEventCodecs } from '../modules/curators/infrastructure/followEventCodecs.ts';
import { EventCodecs } from '../shared/infrastructure/events/EventCodecs.ts';

/** Every event that is written to the log. */
export const eventCodecs = [...cardEventCodecs, ...followEventCodecs];

export const createEventCodecs = (): EventCodecs => new EventCodecs(eventCodecs);
