import { idOf } from '../../../graphql/globalIds.ts';
import { CardId } from '../domain/CardId.ts';

/** The card that a global id names. Throws BAD_USER_INPUT for anything else. */
export const cardIdOf = (globalId: string, argument: string): CardId =>
  CardId.create(idOf('Card', globalId, argument)).unwrap();
