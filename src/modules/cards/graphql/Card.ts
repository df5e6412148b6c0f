import type { Builder } from '../../../graphql/builder.ts';

export function addCard(builder: Builder): void {
  const CardType = builder.enumType('CardType', {
    description: 'What a card is. It never changes.',
    values: {
      URL: { description: 'A link.' },
      NOTE: { description: 'A text of its own, or about another card.' },
      HIGHLIGHT: { description: 'Words of a linked page.' },
    },
  });

  builder.prismaNode('Card', {
    description: 'Something worth keeping: a link, a note, or a highlight.',
    id: { field: 'id' },
    nullable: true,
    select: { id: true },
    fields: (t) => ({
      type: t.expose('type', { type: CardType, description: 'What the card is.' }),
      author: t.relation('author', { nullable: true, description: 'Who made the card.' }),
      url: t.expose('url', { type: 'URL', nullable: true, description: 'Where the link leads, as it was saved.' }),
      canonicalUrl: t.expose('canonicalUrl', {
        type: 'URL',
        nullable: true,
        description: 'The form of the link by which two links to one page are recognised.',
      }),
      title: t.exposeString('title', { nullable: true, description: "The linked page's title." }),
      description: t.exposeString('description', {
        nullable: true,
        description: 'What the linked page says of itself.',
      }),
      imageUrl: t.expose('imageUrl', { type: 'URL', nullable: true, description: "The linked page's picture." }),
      siteName: t.exposeString('siteName', { nullable: true, description: 'What the linked page calls its site.' }),
      text: t.exposeString('text', {
        nullable: true,
        description: 'What the note says, or the words that are highlighted.',
      }),
      parentCard: t.relation('parentCard', {
        nullable: true,
        description:
          'The card that the note is about, or the link to the page that the highlight is from; null also when that card is gone.',
      }),
      viaCard: t.relation('viaCard', {
        nullable: true,
        description: 'The card by which the author found the link; null also when that card is gone.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the card was made.' }),
      updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the card last changed.' }),
    }),
  });
}
