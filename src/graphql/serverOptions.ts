import type { ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { IdGenerator } from '../shared/application/IdGenerator.ts';
import type { CuratorId } from '../shared/domain/CuratorId.ts';
import type { ContextFor } from './context.ts';
import type { PresenterOptions } from './presentErrors.ts';
import type { TokenWatchOptions } from './watchToken.ts';

/** Where HTTP, SSE and WebSocket are served. */
export const graphqlPath = '/graphql';

export interface GraphQLServerOptions extends PresenterOptions, Omit<TokenWatchOptions, 'logger'> {
  readonly schema: GraphQLSchema;
  readonly contextFor: ContextFor;
  readonly ids: IdGenerator;
  /** How long an event of a subscription is tried again while what it needs cannot be reached. Default 30,000. */
  readonly retryForMs?: number | undefined;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
  /** Whether a browser is shown GraphiQL. It works without any other host. */
  readonly graphiql: boolean;
  /** Whether plain queries and mutations over HTTP go straight into the engine. A test compares with all of them going through Yoga. Default true. */
  readonly directWay?: boolean;
}

/** What is known of an operation before its context is made. */
export interface Incoming {
  readonly requestId: string;
  viewer: CuratorId | null;
  /** Has something end with the viewer's token, for what may outlast it. Undefined without one. */
  watchToken?: ((ended: () => void) => Disposable) | undefined;
  /** Over HTTP. */
  readonly response?: ServerResponse;
}
