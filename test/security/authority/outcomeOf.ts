import type { Reply } from '../transports.ts';

type Names = ReadonlyMap<string, string>;

/**
 * What came of it, in a word: `EXPIRED`, the code of an error, the name of a type, `null`, a number, or, of a list, the names of what is known
 * among it.
 *
 * @param names of what the owner has, by global ids.
 */
export function outcomeOf({ result, status, closing }: Reply, names: Names): string {
  if (closing) return closing.code === 4403 && closing.reason === expired ? 'EXPIRED' : `closed with ${closing.code}`;
  const [error] = result?.errors ?? [];
  if (status === 401) return error?.message === expired ? 'EXPIRED' : 'another 401';
  if (error) return hasData(result?.data) ? `${error.extensions.code}, and data` : error.extensions.code;
  const { list, ...others } = result?.data ?? {};
  if (Array.isArray(list)) return namesIn(list, names);
  const [value] = Object.values(others);
  return describeValue(value, names);
}

const expired = 'the token has expired';

const hasData = (data: Readonly<Record<string, unknown>> | null | undefined): boolean =>
  Object.values(data ?? {}).some((value) => value !== null);

function describeValue(value: unknown, names: Names): string {
  if (Array.isArray(value)) return [...new Set(value.map((each: unknown) => describeValue(each, names)))].join(', ');
  if (!isObject(value)) return String(value);
  if ('list' in value) return describeValue(value.list, names);
  if ('count' in value) return String(value.count);
  if (Array.isArray(value.nodes)) return namesIn(value.nodes, names);
  return '__typename' in value ? String(value.__typename) : namesIn([value], names);
}

const namesIn = (nodes: readonly unknown[], names: Names): string =>
  nodes
    .map((node) => (isObject(node) ? (names.get(String(node.id ?? node.did)) ?? []) : []))
    .flat()
    .toSorted()
    .join(', ') || 'nothing';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
