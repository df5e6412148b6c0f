import { buildSchema, executeSync, type GraphQLObjectType, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answerFromRows } from '../../src/graphql/answerFromRows.ts';
import { encodeGlobalId } from '../../src/graphql/globalIds.ts';

/** What Pothos is asked for says so. */
const asked = 'Pothos was asked';

function typeIn(schema: ReturnType<typeof buildSchema>, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

/**
 * What comes of a card of which this was read, some of it by way of a type that is no row.
 *
 * @param guarded what Pothos was told of the type, or of its interface
 */
function cardOf(row: object, guarded: { readonly type?: object; readonly itsInterface?: object } = {}) {
  const schema = buildSchema(`
    interface Work { id: ID }
    type Card implements Work { id: ID title: String mine: String shown: String }
    type Draft { title: String }
    type Query { card: Card draft: Draft }
  `);
  const [card, draft] = [typeIn(schema, 'Card'), typeIn(schema, 'Draft')];
  card.extensions = { pothosPrismaModel: 'Card', pothosOptions: guarded.type };
  const [work] = card.getInterfaces();
  if (work) work.extensions = { pothosOptions: guarded.itsInterface };
  for (const field of [...Object.values(card.getFields()), ...Object.values(draft.getFields())]) {
    field.resolve = () => asked;
    if (field.name !== 'shown') field.extensions = { pothosExposedField: field.name };
  }
  const { mine } = card.getFields();
  if (mine) mine.extensions = { ...mine.extensions, pothosOptions: { authScopes: { viewer: true } } };
  answerFromRows(schema);
  const document = parse('{ card { id title mine shown } draft { title } }');
  return executeSync({ schema, document, rootValue: { card: row, draft: row } }).data;
}

describe('what a row has', () => {
  it('is answered at once: columns and the global id', () => {
    const { card } = cardOf({ id: 'c1', title: 'A title', mine: 'mine', shown: 'shown' }) ?? {};
    expect(card).toMatchObject({ id: encodeGlobalId('Card', 'c1'), title: 'A title' });
  });

  it('is answered where it is null', () => {
    expect(cardOf({ id: 'c1', title: null })?.card).toMatchObject({ title: null });
  });

  it('is asked of Pothos where it was not read', () => {
    expect(cardOf({})?.card).toMatchObject({ id: asked, title: asked });
  });

  it.each([
    ['the type', { type: { authScopes: { viewer: true } } }],
    ['the type grants something', { type: { grantScopes: ['viewer'] } }],
    ['an interface of it', { itsInterface: { authScopes: { viewer: true } } }],
  ])('is asked of Pothos where a viewer is needed for all of it: %s', (_what, guarded) => {
    expect(cardOf({ id: 'c1', title: 'A title' }, guarded)?.card).toMatchObject({ id: asked, title: asked });
  });

  it('is asked of Pothos where it needs a viewer, is no column, or the type is no row', () => {
    const data = cardOf({ id: 'c1', title: 'A title', mine: 'mine', shown: 'shown' });
    expect(data).toMatchObject({ card: { mine: asked, shown: asked }, draft: { title: asked } });
  });
});
