// Other modules' domains know cards by their id too, and see no domain but their own: so it is everybody's.
export { CardId } from '../../../shared/domain/CardId.ts';
