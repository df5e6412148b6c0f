import { Prisma } from '../../../src/generated/prisma/client.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import type { SqlClient } from '../../../src/shared/infrastructure/database/SqlClient.ts';

export const planModes = ['force_custom_plan', 'force_generic_plan'] as const;

/** The statements that `work` gave its transaction as text, each explained as it runs once more. Nothing of it is kept. */
export async function plansOf(
  database: Database,
  mode: (typeof planModes)[number],
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const plans: string[] = [];
  const undone = new Error('rolled back');
  const explaining = database.inTransaction(async ({ client, preparing }) => {
    const asked = await statementsOf([client, preparing], work);
    await client.$executeRaw(Prisma.raw(`SET LOCAL plan_cache_mode = ${mode}`));
    for (const statement of asked) plans.push(await planOf(client, statement));
    throw undone;
  });
  await explaining.catch((error: unknown) => {
    if (error !== undone) throw error;
  });
  return plans;
}

async function statementsOf(
  clients: readonly SqlClient[],
  work: () => Promise<unknown>,
): Promise<readonly Prisma.Sql[]> {
  const asked: Prisma.Sql[] = [];
  using notes = new DisposableStack();
  for (const client of clients) notes.use(noting(client, asked));
  await work();
  return asked;
}

/** Until it is disposed of, what the client is asked for is added to `asked`. */
function noting(client: SqlClient, asked: Prisma.Sql[]): Disposable {
  const $queryRaw = client.$queryRaw.bind(client);
  const $executeRaw = client.$executeRaw.bind(client);
  const noted = (query: TemplateStringsArray | Prisma.Sql, values: readonly unknown[]): Prisma.Sql => {
    const statement = query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
    asked.push(statement);
    return statement;
  };
  client.$queryRaw = (query, ...values) => $queryRaw(noted(query, values));
  client.$executeRaw = (query, ...values) => $executeRaw(noted(query, values));
  return { [Symbol.dispose]: () => void Object.assign(client, { $queryRaw, $executeRaw }) };
}

async function planOf(client: SqlClient, { text, values }: Prisma.Sql): Promise<string> {
  await client.$executeRaw(Prisma.raw(`PREPARE asked AS ${text}`));
  const given = values.length === 0 ? '' : `(${values.map(literal).join(', ')})`;
  const rows = await client.$queryRaw<{ 'QUERY PLAN': string }[]>(
    Prisma.raw(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) EXECUTE asked${given}`),
  );
  await client.$executeRaw(Prisma.raw('DEALLOCATE asked'));
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

function literal(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (Array.isArray(value)) return `ARRAY[${value.map(literal).join(', ')}]`;
  throw new TypeError(`no literal for a ${typeof value}`);
}

/** Rows of this table that the plan looked at, also those that it threw away. */
export function rowsLookedAt(plan: string, table: string): number {
  const scans = plan.split('->').filter((node) => new RegExp(`^[^\\n]*Scan[^\\n]* on ${table}\\b`).test(node));
  const numbers = (node: string, pattern: RegExp) => Number(pattern.exec(node)?.[1] ?? 0);
  return scans.reduce((sum, node) => {
    const loops = numbers(node, /loops=(\d+)/);
    return sum + loops * (numbers(node, /rows=([\d.]+)/) + numbers(node, /Rows Removed by \w+(?: Recheck)?: (\d+)/));
  }, 0);
}
