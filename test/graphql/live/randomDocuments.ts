import fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';

type Selection =
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly isAliased: boolean;
      readonly args: string;
      readonly directive: string;
      readonly selections: readonly Selection[];
    }
  | {
      readonly kind: 'inline' | 'named';
      readonly type: string;
      readonly directive: string;
      readonly selections: readonly Selection[];
    };

export interface RandomOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

const directive = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $no)', ' @include(if: true)');
const first = fc.constantFrom('', '(first: 1)', '(first: $first)');

/** Operations on a field of Subscription with arguments as they are given, valid and without errors, whatever the values of their variables. */
export function randomOperations(schema: GraphQLSchema, root: string, args: string): fc.Arbitrary<RandomOperation> {
  const rootField = schema.getSubscriptionType()?.getFields()[root];
  if (!rootField) throw new Error(`there is no Subscription.${root}`);
  const documents = fc
    .record({
      alias: fc.constantFrom('', 'changed: '),
      selections: selectionsOf(schema, getNamedType(rootField.type), 4),
    })
    .map(({ alias, selections }) => written(`${alias}${root}${args}`, selections))
    .filter((query) => validate(schema, parse(query)).length === 0);
  const variables = fc.record(
    { yes: fc.boolean(), no: fc.boolean(), first: fc.constantFrom(null, 1, 3), after: fc.constantFrom('c1', 'c2') },
    { requiredKeys: ['yes', 'no'] },
  );
  return fc.record({ query: documents, variables });
}

function selectionsOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): fc.Arbitrary<Selection[]> {
  return fc.array(selectionOf(schema, type, depth), { minLength: 1, maxLength: depth > 2 ? 3 : 2 });
}

function selectionOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): fc.Arbitrary<Selection> {
  const typename = fc.record({ ...leaf, name: fc.constant('__typename') });
  const weighted: fc.WeightedArbitrary<Selection>[] = [{ weight: 1, arbitrary: typename }];
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const usable = fields.filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
  for (const field of usable) weighted.push({ weight: weightOf(field), arbitrary: fieldOf(schema, field, depth) });
  if (depth > 0) weighted.push({ weight: isUnionType(type) ? 8 : 1, arbitrary: fragmentOn(schema, type, depth) });
  return fc.oneof(...weighted);
}

const leaf = {
  kind: fc.constant('field' as const),
  isAliased: fc.boolean(),
  args: fc.constant(''),
  directive,
  selections: fc.constant<Selection[]>([]),
};

/** What leads to other types, and what depends on the viewer, comes more often. */
const weightOf = ({ name, type }: GraphQLField<unknown, unknown>): number =>
  name === 'viewerHasSaved' ? 6 : isCompositeType(getNamedType(type)) ? 4 : 1;

function fieldOf(
  schema: GraphQLSchema,
  { name, type, args }: GraphQLField<unknown, unknown>,
  depth: number,
): fc.Arbitrary<Selection> {
  const named = getNamedType(type);
  const isPaged = args.some((arg) => arg.name === 'first');
  return fc.record({
    ...leaf,
    name: fc.constant(name),
    // Under its own name a field may be selected once with arguments, and would then not merge.
    isAliased: isPaged ? fc.constant(true) : fc.boolean(),
    args: isPaged ? first : fc.constant(''),
    selections: isCompositeType(named) ? selectionsOf(schema, named, depth - 1) : leaf.selections,
  });
}

function fragmentOn(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): fc.Arbitrary<Selection> {
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return fc.constantFrom(...types).chain((on) =>
    fc.record({
      kind: fc.constantFrom('inline' as const, 'named' as const),
      type: fc.constant(on.name),
      directive,
      selections: selectionsOf(schema, on, isAbstractType(type) ? depth : depth - 1),
    }),
  );
}

function written(root: string, selections: readonly Selection[]): string {
  const fragments: string[] = [];
  let names = 0;
  const write = (of: readonly Selection[]): string => {
    if (of.length === 0) return '';
    return ` { ${of.map(writeOne).join(' ')} }`;
  };
  const writeOne = (selection: Selection): string => {
    const fields = write(selection.selections);
    names += 1;
    if (selection.kind === 'field') {
      const alias = selection.isAliased ? `a${names}: ` : '';
      return `${alias}${selection.name}${selection.args}${selection.directive}${fields}`;
    }
    if (selection.kind === 'inline') return `... on ${selection.type}${selection.directive}${fields}`;
    fragments.push(`fragment F${names} on ${selection.type}${fields}`);
    return `...F${names}${selection.directive}`;
  };
  const body = [`{ ${root}${write(selections)} }`, ...fragments].join('\n');
  const types = { yes: 'Boolean!', no: 'Boolean!', first: 'Int = 2', after: 'String' };
  const used = Object.entries(types).filter(([name]) => body.includes(`$${name}`));
  const definitions = used.map(([name, type]) => `$${name}: ${type}`).join(', ');
  return `subscription${definitions && ` (${definitions})`} ${body}`;
}
