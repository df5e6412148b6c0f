import { describe, expect, it } from 'vitest';
import { addressIn, connectTimeoutMsIn, databaseIn, schemaIn, withDatabase } from '../../prisma/engine/databaseUrl.ts';
import { parseInvocation } from '../../prisma/engine/invocation.ts';

const url = 'postgresql://ada:p%40ss@db.example:6000/our%20books?schema=cards&sslmode=verify-full&connect_timeout=2';

describe('the command line', () => {
  const datasource = JSON.stringify({ url });

  it('serves the schema files that it is given', () => {
    const args = ['--datamodels', 'a.prisma', '--datamodels', 'b.prisma', '--datasource', datasource];

    expect(parseInvocation(args)).toEqual({ kind: 'serve', datamodels: ['a.prisma', 'b.prisma'], datasource: { url } });
  });

  it('runs a command on the database', () => {
    const args = ['--datasource', datasource, 'cli', 'create-database'];

    expect(parseInvocation(args)).toEqual({ kind: 'command', command: 'create-database', url });
  });

  it.each([
    ['an unknown command', ['--datasource', datasource, 'cli', 'make-coffee'], 'can-connect-to-database'],
    ['a command without a database', ['cli', 'create-database'], 'cli needs --datasource with a url'],
    ['an unknown option', ['--turbo'], `Unknown option '--turbo'`],
    ['a data source that is no JSON', ['--datasource', url], 'not valid JSON'],
  ])('%s is refused', (_, args, message) => {
    expect(() => parseInvocation(args)).toThrow(message);
  });
});

describe('the URL of the database', () => {
  it('is read as Prisma reads it', () => {
    expect(databaseIn(url)).toBe('our books');
    expect(schemaIn(url)).toBe('cards');
    expect(addressIn(url)).toEqual({ host: 'db.example', port: 6000 });
    expect(connectTimeoutMsIn(url)).toBe(2_000);
  });

  it('has defaults', () => {
    const bare = 'postgresql://db.example';

    expect(databaseIn(bare)).toBe('postgres');
    expect(schemaIn(bare)).toBe('public');
    expect(addressIn(bare)).toEqual({ host: 'db.example', port: 5432 });
    expect(connectTimeoutMsIn(bare)).toBe(5_000);
  });

  it('keeps user and options when another database is meant', () => {
    const other = withDatabase(url, 'postgres');

    expect(other).toBe(url.replace('our%20books', 'postgres'));
  });
});
