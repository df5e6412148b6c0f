// What other modules may know of collections: their ids, events, and who saw them.
export type { CollectionAudience } from './domain/CollectionAudience.ts';
export { CollectionId } from './domain/CollectionId.ts';
export { CardAddedToCollectionEvent } from './domain/events/CardAddedToCollectionEvent.ts';
export { CardRemovedFromCollectionEvent } from './domain/events/CardRemovedFromCollectionEvent.ts';
export { CollaboratorAddedEvent } from './domain/events/CollaboratorAddedEvent.ts';
export { CollaboratorRemovedEvent } from './domain/events/CollaboratorRemovedEvent.ts';
export { CollectionDeletedEvent } from './domain/events/CollectionDeletedEvent.ts';
export { CollectionUpdatedEvent } from './domain/events/CollectionUpdatedEvent.ts';
