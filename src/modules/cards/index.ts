// What other modules may know of cards: their ids and events.
export { CardId } from './domain/CardId.ts';
export { CardAddedToLibraryEvent } from './domain/events/CardAddedToLibraryEvent.ts';
export { CardCreatedEvent } from './domain/events/CardCreatedEvent.ts';
export { CardRemovedFromLibraryEvent } from './domain/events/CardRemovedFromLibraryEvent.ts';
export { CardUpdatedEvent } from './domain/events/CardUpdatedEvent.ts';
