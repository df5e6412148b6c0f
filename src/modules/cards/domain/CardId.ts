export { CardId } from '../../../shared/domain/CardId.ts';
