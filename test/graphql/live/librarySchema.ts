import { buildSchema, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';
import { dependsOnViewer, sharesEvents } from '../../../src/graphql/live/sharing.ts';

type Resolve = (source: unknown, args: Record<string, unknown>, context: unknown) => unknown;

const definition = `
  interface Work { id: ID! title(lang: String = "en", size: Int): String related: Work mine: Boolean }
  interface Lasting { saved: Boolean }
  type Book implements Work & Lasting {
    id: ID! title(lang: String = "en", size: Int): String related: Work mine: Boolean saved: Boolean
  }
  type Note implements Work {
    id: ID! title(lang: String = "en", size: Int): String related: Work mine: Boolean guarded: Boolean
  }
  type Added { cursor: String! op: String! work: Work }
  type Removed { cursor: String! op: String! }
  union Change = Added | Removed
  type Query { nothing: Int }
  type Subscription {
    changed(feed: String, after: String): Change
    guarded(after: String): Added
    ofItsOwn(after: String): Added
  }
`;

const isAdded = (value: unknown): boolean => value instanceof Object && 'op' in value && value.op !== 'REMOVED';

/**
 * A small schema in which a book's `mine` depends on the viewer and a note's does not; `Note.guarded` and `Subscription.guarded` need a viewer.
 *
 * @param resolvers by type and field
 */
export function librarySchema(resolvers: Record<string, Resolve> = {}): GraphQLSchema {
  const schema = buildSchema(definition);
  const needsViewer = { pothosOptions: { authScopes: { viewer: true } } };
  field(schema, 'Book', 'mine').extensions = dependsOnViewer;
  field(schema, 'Book', 'saved').extensions = dependsOnViewer;
  field(schema, 'Note', 'guarded').extensions = needsViewer;
  field(schema, 'Subscription', 'changed').extensions = sharesEvents;
  field(schema, 'Subscription', 'guarded').extensions = { ...sharesEvents, ...needsViewer };
  for (const name of ['changed', 'guarded', 'ofItsOwn']) field(schema, 'Subscription', name).resolve = (event) => event;
  typeOf(schema, 'Added').isTypeOf = isAdded;
  typeOf(schema, 'Removed').isTypeOf = (value) => !isAdded(value);
  typeOf(schema, 'Book').isTypeOf = () => true;
  typeOf(schema, 'Note').isTypeOf = () => false;
  for (const [path, resolve] of Object.entries(resolvers)) {
    const [type = '', name = ''] = path.split('.');
    field(schema, type, name).resolve = resolve;
  }
  return schema;
}

function typeOf(schema: GraphQLSchema, name: string) {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

function field(schema: GraphQLSchema, typeName: string, name: string) {
  const type = schema.getType(typeName);
  const found = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  if (!found) throw new Error(`there is no ${typeName}.${name}`);
  return found;
}
