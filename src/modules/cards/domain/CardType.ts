export const cardTypes = ['URL', 'NOTE', 'HIGHLIGHT'] as const;

/** What a card is. It never changes. */
export type CardType = (typeof cardTypes)[number];
