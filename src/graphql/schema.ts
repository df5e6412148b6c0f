import type { GraphQLSchema } from 'graphql';
import { addCardTypes } from '../modules/cards/graphql/addCardTypes.ts';
import { addCollectionTypes } from '../modules/collections/graphql/addCollectionTypes.ts';
import { addCuratorTypes } from '../modules/curators/graphql/addCuratorTypes.ts';
import { addFeedTypes } from '../modules/feeds/graphql/addFeedTypes.ts';
import { addNotificationTypes } from '../modules/notifications/graphql/addNotificationTypes.ts';
import { answerFromRows } from './answerFromRows.ts';
import { createBuilder } from './builder.ts';
import { addErrorTypes } from './errorTypes.ts';

/** The API. It opens nothing and remembers nothing: everything that it works on comes with the context of each operation. */
export function buildSchema(): GraphQLSchema {
  const schema = buildPothosSchema();
  answerFromRows(schema);
  return schema;
}

/** The same as Pothos alone has it, to compare with. */
export function buildPothosSchema(): GraphQLSchema {
  const builder = createBuilder();
  addErrorTypes(builder);
  addCuratorTypes(builder);
  addCardTypes(builder);
  addCollectionTypes(builder);
  addFeedTypes(builder);
  addNotificationTypes(builder);
  return builder.toSchema();
}
