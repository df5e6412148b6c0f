import {
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { maxItemsOf } from '../../src/graphql/limits/listLength.ts';
import { buildSchema } from '../../src/graphql/schema.ts';

const schema = buildSchema();
const ownTypes = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

function undescribed(type: GraphQLNamedType): string[] {
  const parts = [{ name: type.name, description: type.description }];
  if (isEnumType(type)) parts.push(...type.getValues().map((value) => named(type, value)));
  if (isInputObjectType(type)) parts.push(...Object.values(type.getFields()).map((field) => named(type, field)));
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      parts.push(
        named(type, field),
        ...field.args.map((argument) => named({ name: `${type.name}.${field.name}` }, argument)),
      );
    }
  }
  return parts.filter(({ description }) => !description).map(({ name }) => name);
}

const named = (owner: { name: string }, part: { name: string; description?: string | null | undefined }) => ({
  name: `${owner.name}.${part.name}`,
  description: part.description ?? null,
});

/** Lists of objects that no page and no ids bound. */
const listsWithoutPages = ownTypes.filter(isObjectType).flatMap((type) =>
  Object.values(type.getFields()).flatMap((field) => {
    const isPaged = type.name.endsWith('Connection') || field.args.some(({ name }) => name === 'ids');
    const isOfObjects = isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type));
    return isOfObjects && !isPaged ? [{ name: `${type.name}.${field.name}`, field }] : [];
  }),
);

describe('the schema', () => {
  it('says of each list without pages how long it may be: it is counted by that', () => {
    expect(listsWithoutPages.map(({ name, field }) => [name, maxItemsOf(field)])).toEqual([
      ['Collection.collaborators', 50],
      ['Query.notificationPreferences', 8],
    ]);
  });

  it('is built twice in one process, each time anew and the same', () => {
    const again = buildSchema();
    expect(again).not.toBe(schema);
    expect(printSchema(again)).toBe(printSchema(schema));
  });

  it('describes every type, field, argument and value', () => {
    expect(ownTypes.flatMap(undescribed)).toEqual([]);
  });

  it('answers every mutation with a union of its payload and errors', () => {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      const name = `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}`;
      expect(String(field.type)).toBe(`${name}Result!`);
      const result = schema.getType(`${name}Result`);
      if (!isUnionType(result)) throw new Error(`${name}Result is no union`);
      const others = result.getTypes().filter((member) => member.name !== `${name}Payload`);
      // At least one, or `... on Error` would not be valid for this mutation.
      expect(others.length).toBeGreaterThan(0);
      expect(others).toHaveLength(result.getTypes().length - 1);
      for (const other of others) expect(other.getInterfaces().map(String)).toEqual(['Error']);
      expect(field.args.map((argument) => `${argument.name}: ${String(argument.type)}`)).toEqual([
        `input: ${name}Input!`,
      ]);
    }
  });
});
