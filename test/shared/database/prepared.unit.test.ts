import { expect, it } from 'vitest';
import { prepared } from '../../../src/shared/infrastructure/database/prepared.ts';

const byId = (id: string, at: Date) => prepared`SELECT FROM cards WHERE id = ${id} AND created_at < ${at}`;

it('makes parameters of values, whatever they are', () => {
  const at = new Date(0);
  expect(byId(`'; DROP TABLE cards; --`, at)).toEqual({
    name: expect.any(String),
    text: 'SELECT FROM cards WHERE id = $1 AND created_at < $2',
    values: [`'; DROP TABLE cards; --`, at],
  });
});

it('gives a text the same name each time, wherever it stands, and another text another one', () => {
  const { name } = byId('1', new Date());
  expect(byId('2', new Date()).name).toBe(name);
  expect(prepared`SELECT FROM cards WHERE id = ${'3'} AND created_at < ${new Date()}`.name).toBe(name);
  expect(prepared`SELECT FROM cards WHERE id = ${'3'}`.name).not.toBe(name);
  // What PostgreSQL does not cut off.
  expect(name.length).toBeLessThan(64);
});
