import type { Builder } from '../../../graphql/builder.ts';
import { cardById } from '../../../graphql/cardById.ts';
import { collectionById } from '../../../graphql/collectionById.ts';
import { hasNoBlockWith } from './hasNoBlockWith.ts';
import { isShownTo } from './isShownTo.ts';
import { notWithheld } from './withheld.ts';
import { withheldFromNodes } from './withheldFromNodes.ts';

export function addFeedActivity(builder: Builder): void {
  const FeedActivityKind = builder.enumType('FeedActivityKind', {
    description: 'What somebody did.',
    values: {
      CARD_ADDED_TO_LIBRARY: { description: 'Somebody saved a card.' },
      CARD_ADDED_TO_COLLECTION: { description: 'Somebody added a card to a collection.' },
    },
  });

  builder.prismaNode('FeedActivity', {
    description: 'Something that somebody did, as feeds show it.',
    id: { field: 'id' },
    nullable: true,
    // A retracted activity is kept for those who are told of its retraction; nobody else finds it. Nor one that the viewer is not
    // shown; a mute, though, is about what comes by itself, not about what one asks for by its id.
    findUnique: async (id, context) => ({
      id,
      retractedAt: null,
      ...isShownTo(context.viewer?.value),
      ...(context.viewer && { actor: hasNoBlockWith(context.viewer) }),
      ...notWithheld(await withheldFromNodes(context)),
    }),
    select: { id: true, cardId: true, collectionId: true },
    fields: (t) => ({
      kind: t.expose('kind', { type: FeedActivityKind, description: 'What was done.' }),
      actor: t.relation('actor', { description: 'Who did it.' }),
      card: t.field({ ...cardById, description: 'The card it was done with; null when it is gone.' }),
      collection: t.loadable({
        ...collectionById,
        description: 'The collection it was done in, if any; null when it is not there for you any more.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.' }),
    }),
  });
}
