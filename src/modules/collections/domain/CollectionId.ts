// Other modules' domains know collections by their id too, and see no domain but their own: so it is everybody's.
export { CollectionId } from '../../../shared/domain/CollectionId.ts';
