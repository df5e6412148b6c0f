import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from './context.ts';

/** What was selected of the nodes of a connection's page. */
export const selectedOfNodes = (context: GraphQLContext, info: GraphQLResolveInfo) =>
  queryFromInfo({ context, info, select: { id: true }, paths: [['edges', 'node'], ['nodes']] }).select;
