import type { CollectionAccess } from './CollectionAccess.ts';
import type { CollectionDescription } from './CollectionDescription.ts';
import type { CollectionName } from './CollectionName.ts';
import type { CollectionVisibility } from './CollectionVisibility.ts';

/** What its author decides of a collection. */
export interface CollectionDetails {
  readonly name: CollectionName;
  readonly description: CollectionDescription | undefined;
  readonly access: CollectionAccess;
  readonly visibility: CollectionVisibility;
}

/** What is to change: a field left out, or undefined, stays; null empties it. */
export interface CollectionChange {
  readonly name?: CollectionName | undefined;
  readonly description?: CollectionDescription | null | undefined;
  readonly access?: CollectionAccess | undefined;
  readonly visibility?: CollectionVisibility | undefined;
}

export function changeDetails(details: CollectionDetails, change: CollectionChange): CollectionDetails {
  return {
    name: change.name ?? details.name,
    description: change.description === undefined ? details.description : (change.description ?? undefined),
    access: change.access ?? details.access,
    visibility: change.visibility ?? details.visibility,
  };
}

export const areSameDetails = (one: CollectionDetails, other: CollectionDetails): boolean =>
  one.name.equals(other.name) &&
  one.description?.value === other.description?.value &&
  one.access === other.access &&
  one.visibility === other.visibility;
