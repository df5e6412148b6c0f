import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import ErrorsPlugin from '@pothos/plugin-errors';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import { DateTimeResolver } from 'graphql-scalars';
import type PrismaTypes from '../generated/pothos.ts';
import { getDatamodel } from '../generated/pothos.ts';
import type { CuratorId } from '../shared/domain/CuratorId.ts';
import type { GraphQLContext } from './context.ts';
import { badUserInput, unauthenticated } from './errors.ts';
import { decodeGlobalId, encodeGlobalId } from './globalIds.ts';
import { maxPageSize } from './pagination.ts';
import { urlScalar } from './urlScalar.ts';

interface Types {
  Context: GraphQLContext;
  PrismaTypes: PrismaTypes;
  /** What fields of other modules name by its name alone. */
  Objects: {
    Card: { readonly id: string };
    Curator: { readonly id: string };
    Collection: { readonly id: string };
    FeedActivity: { readonly id: string };
    Notification: { readonly id: string };
  };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  AuthScopes: { viewer: boolean };
  AuthContexts: { viewer: GraphQLContext & { readonly viewer: CuratorId } };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    URL: { Input: URL; Output: URL | string };
  };
}

const capitalize = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** An empty schema with the conventions of this API. It holds no connection: the database's client comes with each operation's context. */
export function createBuilder() {
  const builder = new SchemaBuilder<Types>({
    plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, PrismaPlugin, DataloaderPlugin],
    defaultFieldNullability: false,
    errors: {
      directResult: true,
      defaultUnionOptions: {
        name: ({ fieldName }) => `${capitalize(fieldName)}Result`,
        description: 'What came of it, or why it was refused.',
      },
    },
    scopeAuth: {
      authScopes: ({ viewer }) => ({ viewer: viewer !== null }),
      // Before the first event, not at it: without this a subscription of nobody's would stay open.
      authorizeOnSubscribe: true,
      unauthorizedError: () => unauthenticated(),
    },
    prisma: { client: ({ prisma }) => prisma, dmmf: getDatamodel() },
    relay: {
      encodeGlobalID: encodeGlobalId,
      decodeGlobalID: (globalId) => decodeGlobalId(globalId, 'id'),
      nodesOnConnection: { description: 'The nodes of the page, without their edges.' },
      nodeTypeOptions: { description: 'Whatever has a global id.' },
      idFieldOptions: { description: 'The global id.' },
      nodeQueryOptions: {
        description: 'The node with this global id; null if there is none, or none for you to see.',
        args: { id: { description: 'A global id.' } },
      },
      nodesQueryOptions: {
        description: 'The nodes with these global ids, in their order; null for each that node would give null for.',
        args: { ids: { description: `Global ids, at most ${maxPageSize}.` } },
        resolve: (_root, { ids }, _context, _info, resolveNodes) => {
          if (ids.length > maxPageSize) throw badUserInput(`ids must be at most ${maxPageSize}`, 'ids');
          return resolveNodes(ids);
        },
      },
      pageInfoTypeOptions: { description: 'Where a page lies in its list.' },
      hasNextPageFieldOptions: { description: 'Whether more follows.' },
      hasPreviousPageFieldOptions: {
        description: 'Whether this page was asked for with a cursor, so that something came before.',
      },
      startCursorFieldOptions: { description: 'The cursor of the first edge; null on an empty page.' },
      endCursorFieldOptions: {
        description: 'The cursor of the last edge, to ask for the next page with; null on an empty page.',
      },
      cursorFieldOptions: { description: 'Where this edge lies in its list. Opaque.' },
      nodeFieldOptions: { description: 'The node of this edge.' },
      edgesFieldOptions: {
        description: 'The nodes of the page with their cursors.',
        nullable: { list: false, items: false },
      },
      pageInfoFieldOptions: { description: 'Where this page lies in its list.' },
    },
  });
  builder.addScalarType('DateTime', DateTimeResolver);
  builder.addScalarType('URL', urlScalar);
  builder.queryType({ description: 'Everything that can be read. Public data needs no token.' });
  builder.mutationType({
    description: 'Everything that can be changed, always as the viewer: each field needs a token.',
  });
  builder.subscriptionType({ description: 'What changes while you look.' });
  return builder;
}

export type Builder = ReturnType<typeof createBuilder>;
