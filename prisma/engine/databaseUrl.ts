/** The name of the database that a PostgreSQL URL points at. */
export function databaseIn(url: string): string {
  return decodeURI(new URL(url).pathname.slice(1)) || 'postgres';
}

/** The schema that Prisma works in: its own `?schema=`, default `public`. */
export function schemaIn(url: string): string {
  return new URL(url).searchParams.get('schema') ?? 'public';
}

/** Where the server listens, as a person would write it. */
export function addressIn(url: string): { host: string; port: number } {
  const { hostname, port, searchParams } = new URL(url);
  return { host: searchParams.get('host') ?? decodeURIComponent(hostname), port: Number(port || 5432) };
}

/** The same server, user and options, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURI(database)}`;
  return other.href;
}

/** How long to wait for a connection: Prisma's own `?connect_timeout=` in seconds, default 5; 0 waits for ever. */
export function connectTimeoutMsIn(url: string): number {
  return Number(new URL(url).searchParams.get('connect_timeout') ?? 5) * 1000;
}
