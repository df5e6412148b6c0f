import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { encodeGlobalId, isNodeType } from './globalIds.ts';
import { isOfViewer } from './live/sharing.ts';

type Field = ReturnType<GraphQLObjectType['getFields']>[string];
type Columns = Readonly<Record<string, unknown>>;

/**
 * Has the fields that come to a column of their row, and global ids, answer at once where the row has it. Pothos asks its loaders first whether it
 * was read, for each field of each row, and makes a promise of each id; and where one field is a promise, so is all around it. For what is not there
 * Pothos is asked as before. What needs a viewer is left as it is: fields, and all fields of types.
 */
export function answerFromRows(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.extensions.pothosPrismaModel === undefined || isGuarded(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (isOfViewer(field)) continue;
      if (field.name === 'id' && isNodeType(type.name)) answerId(type.name, field);
      else answerColumn(field);
    }
  }
}

/** Whether Pothos has each of its fields ask whether it may answer. */
const isGuarded = (type: GraphQLObjectType): boolean =>
  [type, ...type.getInterfaces()].some(
    ({ extensions: { pothosOptions } }) =>
      pothosOptions instanceof Object && ('authScopes' in pothosOptions || 'grantScopes' in pothosOptions),
  );

function answerId(typename: string, field: Field): void {
  const { resolve } = field;
  field.resolve = (row: Columns, ...rest) =>
    typeof row.id === 'string' ? encodeGlobalId(typename, row.id) : resolve?.(row, ...rest);
}

function answerColumn(field: Field): void {
  const column = field.extensions.pothosExposedField;
  const { resolve } = field;
  if (typeof column !== 'string' || !resolve) return;
  field.resolve = (row: Columns, ...rest) => (row[column] === undefined ? resolve(row, ...rest) : row[column]);
}
