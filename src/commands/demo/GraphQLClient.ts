import { z } from 'zod';
import { DemoError } from './DemoError.ts';

const answer = z.object({
  data: z.unknown(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});
const mutated = z.record(z.string(), z.looseObject({ __typename: z.string(), message: z.string().optional() }));

export interface GraphQLClientOptions {
  /** Of the server, such as `http://127.0.0.1:4001`. */
  readonly url: string;
  readonly token: string;
  /** Aborted: what is under way is given up. */
  readonly signal: AbortSignal;
}

/** The API as one curator uses it, over HTTP. */
export class GraphQLClient {
  readonly #options: GraphQLClientOptions;

  constructor(options: GraphQLClientOptions) {
    this.#options = options;
  }

  /** The data. Rejects with DemoError when the API answers with errors. */
  async query<T>(data: z.ZodType<T>, query: string): Promise<T> {
    return data.parse(await this.#send(query, {}));
  }

  /** Rejects with DemoError for a refusal too: the mutation asks for `__typename ... on Error { message }`. */
  async mutate(query: string, variables: object): Promise<void> {
    const [result] = Object.values(mutated.parse(await this.#send(query, variables)));
    if (result?.message !== undefined)
      throw new DemoError(`${this.#options.url} refused a mutation of the demo: ${result.message}`);
  }

  async #send(query: string, variables: object): Promise<unknown> {
    const { url, token, signal } = this.#options;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal,
    });
    const { data, errors } = answer.parse(await response.json());
    if (errors)
      throw new DemoError(`${url} could not answer the demo: ${errors.map(({ message }) => message).join('; ')}`);
    return data;
  }
}
