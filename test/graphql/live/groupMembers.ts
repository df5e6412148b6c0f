import { type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import type { ExecutionGroup } from '../../../src/graphql/live/ExecutionGroup.ts';
import { ExecutionGroups, type Membership } from '../../../src/graphql/live/ExecutionGroups.ts';
import { ErrorPresenter } from '../../../src/graphql/presentErrors.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { recordingLog } from '../../support/log.ts';

export const outage = new Error('the database is away');

export interface Subscriber {
  readonly query?: string;
  readonly variables?: Record<string, unknown>;
  readonly as?: string;
  /** What its transport has put into its context. */
  readonly transport?: object;
}

export const ofWork = (fields: string): string => `subscription { changed { ... on Added { work { ${fields} } } } }`;

export const added = (position: number) => ({ cursor: `c${position}`, op: 'ADDED', work: { id: String(position) } });

/** Groups of subscriptions to a small schema, without sources: the test says which change it wants of which group. */
export function groupMembers(schema: GraphQLSchema, retryForMs?: number) {
  const logger = recordingLog();
  const isOutage = (error: unknown): boolean => error === outage;
  const presenter = new ErrorPresenter({ logger, isOutage, introspection: true });
  let ids = 0;
  const groups = new Map<string, ExecutionGroup>();
  const options = {
    isOutage,
    ids: { next: () => `request-${(ids += 1)}` },
    present: (result: ExecutionResult, requestId: string) => presenter.result(result, requestId),
    retryForMs,
  };
  const joined = new ExecutionGroups(options, groups);
  return {
    /** Those that have members, by key. */
    groups,
    logged: logger.lines,
    join: ({ query = ofWork('id'), variables, as, transport }: Subscriber = {}): Membership =>
      joined.join({
        schema,
        document: parse(query),
        variableValues: variables,
        contextValue: {
          ...transport,
          viewer: as === undefined ? null : CuratorId.create(as).unwrap(),
          requestId: 'of the first',
        },
      }),
  };
}

/** What comes of a change. */
export const resultOf = ({ group }: Membership, position: number): Promise<ExecutionResult> =>
  group.payloadOf(added(position)).result();
