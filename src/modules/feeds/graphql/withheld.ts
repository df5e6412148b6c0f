/**
 * Collections of which the viewer is not shown any more what was done before this place in the order of events, although the activities themselves do
 * not say so yet: there are more than one transaction can change.
 */
export type Withheld = readonly { readonly collectionId: string; readonly before: bigint }[];

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
