import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { GraphQLContext } from './context.ts';
import type { LiveResults } from './live/LiveResults.ts';

/** What Yoga's engine offers for one operation (`getEnveloped`), in graphql's own types. */
export interface Pipeline {
  parse(source: string): DocumentNode;
  validate(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[];
  contextFactory(): GraphQLContext | Promise<GraphQLContext>;
  execute(args: ExecutionArgs): ExecutionResult | Promise<ExecutionResult>;
  subscribe(args: ExecutionArgs): Promise<LiveResults | ExecutionResult>;
}
