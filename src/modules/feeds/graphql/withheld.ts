import { Prisma } from '../../../generated/prisma/client.ts';

/**
 * Collections of which the viewer is not shown any more what was done before this place in the order of events, although the activities themselves do
 * not say so yet: there are more than one transaction can change.
 */
export type Withheld = readonly { readonly collectionId: string; readonly before: bigint }[];

/** Of a row of feed_reshowings: whether it withholds from the viewer what was done in its collection, in whichever feed. Null: nobody is named. */
export const isWithheldFrom = (viewer: string | null): Prisma.Sql =>
  Prisma.sql`"audience" = 'VIEWERS' AND coalesce(${viewer} <> ALL("viewers"), TRUE)`;

/** As a condition. Of what was done in no collection nothing is. */
export const notWithheld = (withheld: Withheld) =>
  withheld.length === 0
    ? {}
    : {
        AND: withheld.map(({ collectionId, before }) => ({
          OR: [{ collectionId: null }, { collectionId: { not: collectionId } }, { seq: { gte: before } }],
        })),
      };

/** For statements, which cannot have a list in them: the places by the collections, as JSON. */
export const withheldJson = (withheld: Withheld): string =>
  JSON.stringify(Object.fromEntries(withheld.map(({ collectionId, before }) => [collectionId, String(before)])));
