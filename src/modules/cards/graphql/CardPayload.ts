import type { Builder } from '../../../graphql/builder.ts';
import { encodeGlobalId } from '../../../graphql/globalIds.ts';
import type { CardId } from '../domain/CardId.ts';

interface CardResult {
  readonly cardId: CardId;
}

/** The payload of a mutation that concerns one card. */
export const addCardPayload = (builder: Builder, name: string) =>
  builder.objectRef<CardResult>(name).implement({
    description: 'What came of it.',
    fields: (t) => ({
      card: t.field({
        type: 'Card',
        nullable: true,
        description: "The card as it is now; null when it is gone: a card in nobody's library is deleted.",
        resolve: ({ cardId }, _args, context, info) => context.rows.find('card', cardId.value, context, info),
      }),
      cardId: t.id({
        description: 'The global id of the card, also when the card is gone.',
        resolve: ({ cardId }) => encodeGlobalId('Card', cardId.value),
      }),
    }),
  });
