import type { Person } from './people.ts';

export interface GuideOptions {
  /** Of the instances, such as `http://127.0.0.1:4001`. */
  readonly one: string;
  readonly two: string;
  /** Where the instances write their logs. */
  readonly logs: string;
  readonly ada: Login;
  readonly bob: Login;
  readonly others: readonly Login[];
}

/** Somebody, and a token to be them with. */
export interface Login {
  readonly person: Person;
  readonly token: string;
}

const watch =
  'subscription { feedChanged(feed: { following: true }) { ... on FeedItemAdded { item { actor { displayName } card { url } } } } }';
const save =
  'mutation ($url: URL!) { addUrlToLibrary(input: { url: $url }) { ... on AddUrlToLibraryPayload { card { url createdAt } } } }';
const read =
  '{ viewer { displayName } feed(feed: { following: true }, first: 5) { nodes { actor { displayName } card { url } } } unreadNotificationCount }';

/** What to do with the running demo, to read and to paste. Everything in it works as it stands. */
export function guide({ one, two, logs, ada, bob, others }: GuideOptions): string {
  return `
Commonplace runs here as two API instances and a worker, each a process.

  Instance 1   ${one}/graphql   (GraphiQL in a browser)
  Instance 2   ${two}/graphql   (GraphiQL in a browser)
  Logs         ${logs}

The curators, and tokens to be them with ("authorization: Bearer <token>"):

${[ada, bob, ...others].map(describe).join('')}
SEE A CARD CROSS FROM ONE INSTANCE TO THE OTHER

1. Bob follows Ada, and watches his feed on instance 2. In a browser, open

${two}/graphql?${new URLSearchParams({ query: watch })}

   paste this under "Headers", and press play:

${JSON.stringify({ authorization: `Bearer ${bob.token}` })}

   Or watch in a second terminal:

${curl(`-sN ${two}/graphql -H 'accept: text/event-stream'`, bob, watch)}

2. Ada saves a link on instance 1, another one each time. Bob sees it at once.

${curl(`-s ${one}/graphql`, ada, save, `{"url":"https://example.org/'$(date +%s)'"}`)}; echo

3. Bob's feed as instance 2 has it, and how many notifications the worker has
   written for him:

${curl(`-s ${two}/graphql`, bob, read)}; echo

Ctrl-C ends everything. The cards are kept for the next time.
`;
}

const describe = ({ person, token }: Login): string =>
  `  ${person.displayName.padEnd(14)} ${person.did.padEnd(14)} ${token}\n`;

/** A command line for a shell. `variables` is JSON within single quotes, and may leave them for the shell to put something in. */
function curl(target: string, { token }: Login, query: string, variables = '{}'): string {
  return [
    `curl ${target}`,
    `  -H 'content-type: application/json'`,
    `  -H 'authorization: Bearer ${token}'`,
    `  -d '{"query":${JSON.stringify(query)},"variables":${variables}}'`,
  ].join(' \\\n');
}
