import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { TypedDocumentString } from '../../../src/generated/graphql/graphql.ts';

const response = z.strictObject({ data: z.record(z.string(), z.looseObject({ __typename: z.string() })) });

/** Mutations over one HTTP connection that stays open, with as little of its own in between as Node allows. */
export class KeepAliveClient implements Disposable {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param url of the server, such as `http://127.0.0.1:4000` */
  constructor(url: string, token: string) {
    this.#url = `${url}/graphql`;
    this.#headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  }

  /** Resolves to when the answer was complete, by performance.now(). Rejects for any answer but the payload of this name. */
  async mutate<Result, Variables>(
    document: TypedDocumentString<Result, Variables>,
    variables: Variables,
    payload: string,
  ): Promise<number> {
    const { answer, answeredAt } = await this.#post(JSON.stringify({ query: document.toString(), variables }));
    const { data } = response.parse(JSON.parse(answer));
    if (Object.values(data).some(({ __typename }) => __typename !== payload)) throw new Error(`refused: ${answer}`);
    return answeredAt;
  }

  #post(body: string): Promise<{ readonly answer: string; readonly answeredAt: number }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ answer: string; answeredAt: number }>();
    const options = { method: 'POST', agent: this.#agent, headers: this.#headers };
    const outgoing = request(this.#url, options, (incoming) => {
      text(incoming).then((answer) => resolve({ answer, answeredAt: performance.now() }), reject);
    });
    outgoing.on('error', reject).end(body);
    return promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
