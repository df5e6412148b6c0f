import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { schemaFile } from '../drift/schemaFile.ts';
import { acceptedChanges } from './acceptedChanges.ts';
import { baselineFile } from './baselineFile.ts';
import { breakingChanges, judge } from './breakingChanges.ts';

const read = (file: string): Promise<string> => readFile(file, 'utf8');

it('breaks nothing that the last release promised, but for what acceptedChanges.ts gives a reason for', async () => {
  const breaking = await breakingChanges(await read(baselineFile), await read(schemaFile));
  expect(judge(breaking, acceptedChanges)).toEqual({ refused: [], idle: [] });
  expect(acceptedChanges.filter(({ reason }) => reason.trim() === '')).toEqual([]);
});

const before = `
  type Query { viewer: Curator  unread: Int!  save(input: SaveInput!): SaveResult! }
  type Curator { name: String }
  type Refused { code: String! }
  union SaveResult = Curator | Refused
  enum Kind { LINK NOTE }
  input SaveInput { kind: Kind! parent: ID }`;

describe('a change', () => {
  it.each([
    ['a field that is gone', 'Query.viewer', 'viewer: Curator', ''],
    ['a value that may be null now', 'Query.unread', 'Int!', 'Int'],
    ['another type', 'Query.viewer', 'viewer: Curator', 'viewer: Refused'],
    ['a value of an enum that is gone', 'Kind.NOTE', 'LINK NOTE', 'LINK'],
    ['an input that is needed now', 'SaveInput.parent', 'parent: ID', 'parent: ID!'],
    ['another input that is needed', 'SaveInput.more', 'parent: ID', 'parent: ID more: ID!'],
    ['a member of a union that is gone', 'SaveResult', '| Refused', ''],
    ['an argument that is gone', 'Query.save.input', '(input: SaveInput!)', ''],
  ])('that breaks clients is refused: %s', async (_, path, from, to) => {
    const breaking = await breakingChanges(before, before.replace(from, to));
    expect(breaking.map((change) => change.path)).toContain(path);
    expect(judge(breaking, [])).toEqual({ refused: breaking, idle: [] });
    const accepted = breaking.map((change) => ({ path: change.path, reason: 'Nobody used it' }));
    expect(judge(breaking, accepted)).toEqual({ refused: [], idle: [] });
  });

  it.each([
    ['another field', 'viewer: Curator', 'viewer: Curator more: Int'],
    ['another value of an enum', 'LINK NOTE', 'LINK NOTE PICTURE'],
    ['another member of a union', '| Refused', '| Refused | Query'],
    ['an input that may be left out', 'parent: ID', 'parent: ID more: ID'],
    ['a deprecation', 'viewer: Curator', 'viewer: Curator @deprecated(reason: "Old")'],
  ])('that clients need not know of is none that breaks: %s', async (_, from, to) => {
    expect(await breakingChanges(before, before.replace(from, to))).toEqual([]);
  });

  it('that was accepted and is not made is to be taken from the list', () => {
    const idle = [{ path: 'Query.viewer', reason: 'It was' }];
    expect(judge([], idle)).toEqual({ refused: [], idle });
  });
});
