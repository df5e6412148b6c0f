import type { AuthConfig } from './config.ts';

/** What a developer wants to know once the server is ready, for reading. */
export function banner({
  url,
  auth,
  startedInMs,
}: {
  readonly url: string;
  readonly auth: AuthConfig;
  readonly startedInMs: number;
}): string {
  const token = auth.mode === 'secret' ? 'npm run -s token -- did:plc:ada' : `from ${auth.issuer}`;
  return [
    '',
    `  Commonplace is ready after ${(startedInMs / 1000).toFixed(1)} s`,
    '',
    `  GraphQL, and GraphiQL in a browser   ${url}/graphql`,
    `  A token for a curator                ${token}`,
    '  The database in a browser            npm run studio',
    '  To stop                              Ctrl-C',
    '',
    '',
  ].join('\n');
}
