import type { ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { IdGenerator } from '../shared/application/IdGenerator.ts';
import type { CuratorId } from '../shared/domain/CuratorId.ts';
import type { ContextFor } from './context.ts';
import type { TrustedDocuments } from './documents/TrustedDocuments.ts';
import type { FrontDoorOptions } from './http/FrontDoor.ts';
import type { Refusals } from './limits/PacedRefusals.ts';
import type { ServerLimits } from './limits/ServerLimits.ts';
import type { PresenterOptions } from './presentErrors.ts';
import type { TokenWatchOptions } from './watchToken.ts';

/** Where HTTP, SSE and WebSocket are served. */
export const graphqlPath = '/graphql';

export interface GraphQLServerOptions extends PresenterOptions, FrontDoorOptions, Omit<TokenWatchOptions, 'logger'> {
  readonly schema: GraphQLSchema;
  readonly contextFor: ContextFor;
  readonly ids: IdGenerator;
  /** What is too much, or too often. */
  readonly limits?: ServerLimits;
  /** How long an event of a subscription is tried again while what it needs cannot be reached. Default 30,000. */
  readonly retryForMs?: number | undefined;
  /** Default: none, and every text is executed. */
  readonly trustedDocuments?: TrustedDocuments | undefined;
  /** Whether plain queries and mutations over HTTP go straight into the engine. A test compares with all of them going through Yoga. Default true. */
  readonly directWay?: boolean;
}

/** What is known of an operation before its context is made. */
export interface Incoming {
  readonly requestId: string;
  /** Whose request it is: see ServerLimits. */
  readonly address: string;
  viewer: CuratorId | null;
  /** When whoever sent it is told that it is too much. Default: at once. */
  readonly refusals?: Refusals | undefined;
  /** Over HTTP, once it is known who asks, and counted. */
  isIdentified?: boolean;
  /** Has something end with the viewer's token, for what may outlast it. Undefined without one. */
  watchToken?: ((ended: () => void) => Disposable) | undefined;
  /** Over HTTP. */
  readonly response?: ServerResponse;
}
