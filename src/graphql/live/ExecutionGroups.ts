import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
} from 'graphql';
import type { IdGenerator } from '../../shared/application/IdGenerator.ts';
import { asGraphQLContext, type GraphQLContext, withoutTransport } from '../context.ts';
import { type EventPlaces, RowsById } from '../RowsById.ts';
import { ExecutionGroup } from './ExecutionGroup.ts';
import { planOf, type SubscriptionPlan } from './subscriptionPlan.ts';

export interface ExecutionGroupsOptions {
  readonly isOutage: (error: unknown) => boolean;
  readonly ids: IdGenerator;
  /** A result as clients get it. */
  readonly present: (result: ExecutionResult, requestId: string) => ExecutionResult;
  /** How long an event is tried again while what it needs cannot be reached. Default 30,000. */
  readonly retryForMs?: number | undefined;
}

/** A subscription's part in a group; disposed, it has left. */
export interface Membership extends Disposable {
  readonly group: ExecutionGroup;
}

/**
 * The groups of equal subscriptions on this instance, whichever transport they came by. Equal are those that select the same of an event, with the
 * same values of the variables in it and, if it is not the same for everybody, for the same viewer. What feed they listen to, and
 * from where on, does not matter.
 */
export class ExecutionGroups {
  readonly #options: ExecutionGroupsOptions;
  readonly #groups: Map<string, ExecutionGroup>;

  /** @param groups where they are kept, by key, as long as they have members. */
  constructor(options: ExecutionGroupsOptions, groups = new Map<string, ExecutionGroup>()) {
    this.#options = options;
    this.#groups = groups;
  }

  /** Whoever joins was authorized to subscribe, and leaves when that ends. */
  join(args: ExecutionArgs): Membership {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) throw new Error('unreachable: what is subscribed to has an operation');
    const plan = planOf(args.schema, args.document, operation);
    const key = plan.scope === 'nobody' ? this.#options.ids.next() : keyOf(plan, operation, args);
    const group = this.#groups.get(key) ?? this.#create(key, plan, args);
    group.join();
    return { group, [Symbol.dispose]: () => this.#leave(group) };
  }

  #leave(group: ExecutionGroup): void {
    group.leave();
    if (group.isEmpty && this.#groups.get(group.key) === group) this.#groups.delete(group.key);
  }

  #create(key: string, { scope }: SubscriptionPlan, { contextValue, ...args }: ExecutionArgs): ExecutionGroup {
    const { isOutage, ids, present, retryForMs = 30_000 } = this.#options;
    const ofFirst = asGraphQLContext(contextValue);
    const requestId = scope === 'nobody' ? ofFirst.requestId : ids.next();
    const context = { ...withoutTransport(ofFirst), requestId };
    const placesOf = new Map<string, EventPlaces>();
    const group = new ExecutionGroup({
      key,
      args,
      contextFor: async (op, events) => {
        const eventPlaces: EventPlaces = placesOf.get(op) ?? new Map();
        placesOf.set(op, eventPlaces);
        const rows = new RowsById(context.eventRowSource, { eventPlaces });
        try {
          await rows.readAhead(events);
        } catch (error) {
          if (isOutage(error)) throw error;
          // One row may spoil it for all. The executions ask once more, and those that fail are resolved alone.
        }
        return scope === 'everyone' ? ofNobody({ ...context, rows }) : { ...context, rows };
      },
      isOutage,
      present: (result) => withoutLocations(present(result, requestId)),
      retryForMs,
    });
    this.#groups.set(key, group);
    return group;
  }
}

/** They point into the text of whoever came first: equal selections may be written in many ways. */
function withoutLocations({ errors, ...result }: ExecutionResult): ExecutionResult {
  if (!errors) return result;
  return {
    ...result,
    errors: errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })),
  };
}

function keyOf(
  { scope, selection, variables }: SubscriptionPlan,
  { variableDefinitions = [] }: OperationDefinitionNode,
  { schema, variableValues, contextValue }: ExecutionArgs,
): string {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, variableValues ?? {});
  if (errors) throw new GraphQLError('unreachable: the variables were accepted before');
  const viewer = scope === 'viewer' ? (asGraphQLContext(contextValue).viewer?.value ?? null) : undefined;
  // A field takes its argument's default for a variable without a value, and not for null, which JSON would write for both.
  const given = variables.filter((name) => Object.hasOwn(coerced, name));
  return JSON.stringify([selection, given.map((name) => [name, coerced[name]]), viewer]);
}

/** A context for everybody. A field that asks it for the viewer fails: it has to say `dependsOnViewer`. */
function ofNobody(context: GraphQLContext): object {
  return Object.defineProperty({ ...context }, 'viewer', {
    get() {
      throw new Error('a field that depends on the viewer must say so in the schema: dependsOnViewer');
    },
  });
}
