import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { anyJson, numbers, texts } from './values.ts';

/** An operation as a client sends it. */
export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Operations on all that the schema has. Most are valid; some are nearly. */
export const operations = (schema: GraphQLSchema): fc.Arbitrary<Operation> =>
  materials.map((material) => new OperationWriter(schema, material).write());

/** The same, with some of its characters replaced, repeated or left out. */
export const spoiltOperations = (schema: GraphQLSchema): fc.Arbitrary<Operation> =>
  fc
    .tuple(
      operations(schema),
      fc.array(fc.tuple(fc.nat(), fc.nat(20), fc.oneof(punctuation, texts)), { minLength: 1, maxLength: 4 }),
    )
    .map(([{ query, variables }, changes]) => ({ query: changes.reduce(spoil, query), variables }));

const punctuation = fc.constantFrom(
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '$',
  '!',
  '...',
  '@',
  '"""',
  '\\u',
  '#',
  ':',
  '\ufeff',
  '\u0000',
);

function spoil(text: string, [at, length, by]: readonly [number, number, string]): string {
  const start = text.length === 0 ? 0 : at % text.length;
  return text.slice(0, start) + by + text.slice(start + length);
}

/** Little to send, and much to work through. */
export const bombs: fc.Arbitrary<Operation> = fc
  .tuple(
    fc.constantFrom<(size: number) => string>(
      (size) => '{ viewer '.repeat(size),
      (size) => `{ ${'node(id: "x") { ... on Card { author '.repeat(size)}`,
      (size) => `{ ${Array.from({ length: size }, (_, index) => `a${index}: __typename`).join(' ')} }`,
      (size) => `{ __typename ${'@skip(if: false) '.repeat(size)} }`,
      (size) => `query (${Array.from({ length: size }, (_, index) => `$v${index}: Int`).join(' ')}) { __typename }`,
      (size) => `{ curator(id: ${'['.repeat(size)}${']'.repeat(size)}) { did } }`,
      (size) => `{ ...F0 } ${Array.from({ length: size }, (_, index) => spreading(index, size)).join(' ')}`,
      (size) => `{ ...A } fragment A on Query { ${'...A '.repeat(size)} }`,
      (size) => `{ curator(id: "${'\\u00e9'.repeat(size)}") { did } }`,
      (size) => `{ ${'__schema { types { fields { type { '.repeat(size)}`,
      (size) => `${'#'.repeat(size)}\n{ __typename }`,
    ),
    fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 60, max: 3_000 })),
  )
  .map(([write, size]) => ({ query: write(size), variables: {} }));

/** Each fragment spreads the next one twice. */
const spreading = (index: number, size: number): string =>
  `fragment F${index} on Query { ${index + 1 < size ? `...F${index + 1} ...F${index + 1}` : '__typename'} }`;

const maxFields = 60;
const kinds = ['query', 'query', 'query', 'mutation', 'mutation', 'subscription'] as const;
const unknownSelections = ['nope', '__schema { description }', '...Nope', '... on Nope { a }'];
const directives = [
  ' @include(if: true)',
  ' @include(if: false)',
  ' @skip(if: true)',
  ' @include(if: true)',
  ' @skip(if: false)',
  ' @skip(if: null)',
  ' @nope',
  ' @skip @skip',
];

/** What an operation is made of: decisions in the order in which they are taken, and values. One of each, so that it can be made smaller. */
interface Material {
  readonly decisions: readonly number[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  readonly json: readonly unknown[];
}

const some = { minLength: 1, maxLength: 12, size: 'max' } as const;
const materials: fc.Arbitrary<Material> = fc.record({
  // Left to itself, fast-check prefers small numbers.
  decisions: fc.array(fc.noBias(fc.nat()), { minLength: 1, maxLength: 500, size: 'max' }),
  texts: fc.array(texts, some),
  numbers: fc.array(numbers, some),
  json: fc.array(anyJson, some),
});

/** Each in turn, and the first again after the last. */
function* inTurn<T>(values: readonly T[]): Generator<T, never> {
  for (;;) yield* values;
}

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #decisions: Iterator<number, never>;
  readonly #texts: Iterator<string, never>;
  readonly #numbers: Iterator<number, never>;
  readonly #json: Iterator<unknown, never>;
  readonly #fragments: string[] = [];
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  #fields = 0;

  constructor(schema: GraphQLSchema, material: Material) {
    this.#schema = schema;
    this.#decisions = inTurn(material.decisions);
    this.#texts = inTurn(material.texts);
    this.#numbers = inTurn(material.numbers);
    this.#json = inTurn(material.json);
  }

  write(): Operation {
    const kind = this.#pick(kinds);
    const root = {
      query: this.#schema.getQueryType(),
      mutation: this.#schema.getMutationType(),
      subscription: this.#schema.getSubscriptionType(),
    }[kind];
    if (!root) throw new Error(`the schema has no ${kind}`);
    const selections = this.#selections(root, 6, kind === 'subscription' ? 1 : 3);
    const definitions = this.#definitions.length > 0 ? ` (${this.#definitions.join(', ')})` : '';
    const query = [`${kind}${definitions} ${selections}`, ...this.#fragments].join('\n');
    return { query, variables: this.#variables };
  }

  #pick<T>(choices: readonly T[]): T {
    const choice = choices[this.#below(choices.length)];
    if (choice === undefined) throw new RangeError('there is nothing to choose from');
    return choice;
  }

  #below(bound: number): number {
    return this.#decisions.next().value % bound;
  }

  #chance(percent: number): boolean {
    return this.#below(100) < percent;
  }

  #selections(type: GraphQLNamedType, depth: number, most = 4): string {
    const written = Array.from({ length: 1 + this.#below(most) }, () => this.#selection(type, depth));
    return `{ ${written.join(' ')} }`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    this.#fields += 1;
    if (this.#chance(1)) return this.#pick(unknownSelections);
    if (isAbstractType(type)) return this.#fragment(this.#pick(this.#schema.getPossibleTypes(type)), depth);
    if (!isObjectType(type) || depth <= 0 || this.#fields > maxFields) return '__typename';
    if (this.#chance(8)) return this.#fragment(type, depth);
    const field = this.#pick(Object.values(type.getFields()));
    const named = getNamedType(field.type);
    const alias = this.#chance(85) ? `a${this.#fields}: ` : '';
    const args = field.args.map((arg) => this.#argument(arg)).filter((arg) => arg !== undefined);
    const given = args.length > 0 ? `(${args.join(', ')})` : '';
    const below = isCompositeType(named) ? ` ${this.#selections(named, depth - 1)}` : '';
    return `${alias}${field.name}${given}${this.#directive()}${below}`;
  }

  #fragment(type: GraphQLNamedType, depth: number): string {
    const selections = this.#selections(type, depth - 1);
    if (this.#chance(60)) return `... on ${type.name}${this.#directive()} ${selections}`;
    const name = `F${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${type.name} ${this.#chance(3) ? `{ ...${name} }` : selections}`);
    return `...${name}${this.#directive()}`;
  }

  #directive(): string {
    if (!this.#chance(6)) return '';
    return this.#pick(directives);
  }

  #argument(arg: GraphQLArgument): string | undefined {
    if (!this.#chance(isRequiredArgument(arg) ? 98 : 35)) return undefined;
    const value = this.#value(arg.type, 3);
    if (this.#chance(40)) return `${arg.name}: ${literal(value, arg.type)}`;
    const name = `v${this.#definitions.length}`;
    this.#definitions.push(`$${name}: ${String(arg.type)}`);
    if (!this.#chance(2)) this.#variables[name] = value;
    return `${arg.name}: $${name}`;
  }

  #value(given: GraphQLInputType, depth: number): unknown {
    if (this.#chance(2)) return this.#json.next().value;
    const type = getNullableType(given);
    if (this.#chance(type === given ? 8 : 1)) return null;
    if (isListType(type)) {
      const length = this.#pick([0, 1, 1, 2, 3, 150]);
      return Array.from({ length }, () => this.#value(type.ofType, depth));
    }
    if (isEnumType(type)) return this.#pick(type.getValues()).name;
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      const chosen = type.isOneOf && this.#chance(95) ? [this.#pick(fields)] : undefined;
      const some = chosen ?? fields.filter((field) => this.#chance(isRequiredInputField(field) ? 98 : 35));
      return Object.fromEntries(
        some.map((field) => [field.name, depth > 0 ? this.#value(field.type, depth - 1) : null]),
      );
    }
    switch (type.name) {
      case 'Boolean':
        return this.#chance(50);
      case 'Int':
      case 'Float':
        return this.#numbers.next().value;
      default:
        return this.#texts.next().value;
    }
  }
}

/** As it stands in a document. */
function literal(value: unknown, given: GraphQLInputType): string {
  const type = getNullableType(given);
  if (Array.isArray(value)) {
    const item = isListType(type) ? type.ofType : type;
    return `[${value.map((each) => literal(each, item)).join(', ')}]`;
  }
  if (typeof value === 'string' && isEnumType(type)) return value;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = isInputObjectType(type) ? type.getFields() : {};
  const entries = Object.entries(value).filter(([name]) => /^[_A-Za-z]\w*$/.test(name));
  return `{ ${entries.map(([name, each]) => `${name}: ${literal(each, fields[name]?.type ?? type)}`).join(', ')} }`;
}
