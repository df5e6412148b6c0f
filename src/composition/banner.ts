import type { Config } from './config.ts';

/** What a developer wants to know once the server is ready, for reading. */
export function banner({
  url,
  config: { auth, api },
  startedInMs,
}: {
  readonly url: string;
  readonly config: Pick<Config, 'auth' | 'api'>;
  readonly startedInMs: number;
}): string {
  const token = auth.mode === 'secret' ? 'npm run -s token -- did:plc:ada' : `from ${auth.issuer}`;
  return [
    '',
    `  Commonplace is ready after ${(startedInMs / 1000).toFixed(1)} s`,
    '',
    `  ${(api.graphiql ? 'GraphQL, and GraphiQL in a browser' : 'GraphQL').padEnd(34)}   ${url}/graphql`,
    `  A token for a curator                ${token}`,
    '  The database in a browser            npm run studio',
    '  To stop                              Ctrl-C',
    '',
    '',
  ].join('\n');
}
