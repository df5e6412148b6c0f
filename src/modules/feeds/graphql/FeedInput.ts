import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { badUserInput, unauthenticated } from '../../../graphql/errors.ts';
import { curatorIdOf, idOf } from '../../../graphql/globalIds.ts';
import type { Feed } from '../domain/Feed.ts';

interface FeedChoice {
  readonly global?: boolean | null | undefined;
  readonly following?: boolean | null | undefined;
  readonly curatorId?: string | null | undefined;
  readonly collectionId?: string | null | undefined;
  readonly cardId?: string | null | undefined;
}

export const addFeedInput = (builder: Builder) =>
  builder.inputType('FeedInput', {
    description: 'Which feed: exactly one of its fields.',
    isOneOf: true,
    fields: (t) => ({
      global: t.boolean({ description: 'True: what everybody did.' }),
      following: t.boolean({
        description:
          'True: what those did whom the viewer follows, and what was done in collections that the viewer follows. Needs a token.',
      }),
      curatorId: t.id({ description: 'What this curator did: a global id or a DID.' }),
      collectionId: t.id({ description: 'What was added to this collection, as long as you may see it: a global id.' }),
      cardId: t.id({ description: 'Who saved this card: a global id.' }),
    }),
  });

/** Throws BAD_USER_INPUT, and UNAUTHENTICATED for the viewer's own feed without a viewer. */
export function toFeed(choice: FeedChoice, { viewer }: GraphQLContext): Feed {
  const { global, following, curatorId, collectionId, cardId } = choice;
  const viewerId = viewer?.value;
  if (typeof curatorId === 'string')
    return { kind: 'curator', curatorId: curatorIdOf(curatorId, 'feed.curatorId').value, viewerId };
  if (typeof collectionId === 'string')
    return { kind: 'collection', collectionId: idOf('Collection', collectionId, 'feed.collectionId'), viewerId };
  if (typeof cardId === 'string') return { kind: 'card', cardId: idOf('Card', cardId, 'feed.cardId'), viewerId };
  if (global) return { kind: 'global', viewerId };
  if (!following) throw badUserInput('the field that names the feed must be true', 'feed');
  if (viewerId === undefined) throw unauthenticated();
  return { kind: 'following', viewerId };
}
