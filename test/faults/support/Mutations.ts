import { z } from 'zod';
import type { TypedDocumentString } from '../../../src/generated/graphql/graphql.ts';
import { AddUrl, Follow, RemoveCard, Unfollow } from '../../support/client.operations.ts';
import type { Intent, Ledger, Outcome } from './Ledger.ts';

/** Longer than a server may take to give up. */
const giveUpMs = 20_000;

const payload = z.looseObject({
  __typename: z.string(),
  code: z.string().optional(),
  card: z.object({ id: z.string() }).nullish(),
});
const answer = z.object({
  data: z.record(z.string(), payload.nullable()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

export interface Answer {
  readonly outcome: Outcome;
  readonly code?: string | undefined;
  readonly cardId?: string | undefined;
}

/** Somebody's mutations, each in the ledger. Never rejects: what is not an answer is an unknown outcome. */
export class Mutations {
  readonly #ledger: Ledger;
  readonly #tokens: ReadonlyMap<string, string>;

  constructor(ledger: Ledger, tokens: ReadonlyMap<string, string>) {
    this.#ledger = ledger;
    this.#tokens = tokens;
  }

  /** @param cardId of what is to be removed. */
  async ask(url: string, intent: Intent, cardId = ''): Promise<Answer> {
    const id = this.#ledger.intend(intent);
    const answered = await this.#post(url, intent, cardId);
    this.#ledger.settle(id, answered.outcome, answered.code);
    return answered;
  }

  async #post(url: string, { actor, action, subject }: Intent, cardId: string): Promise<Answer> {
    const operations = {
      save: () => body(AddUrl, { url: subject }),
      remove: () => body(RemoveCard, { cardId }),
      follow: () => body(Follow, { curatorId: subject }),
      unfollow: () => body(Unfollow, { curatorId: subject }),
    };
    try {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#tokens.get(actor)}` },
        body: operations[action](),
        signal: AbortSignal.timeout(giveUpMs),
      });
      return judge(answer.parse(await response.json()));
    } catch (error) {
      return { outcome: 'unknown', code: isTimeout(error) ? 'TIMEOUT' : undefined };
    }
  }
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

function body<Result, Variables>(document: TypedDocumentString<Result, Variables>, variables: Variables): string {
  return JSON.stringify({ query: document.toString(), variables });
}

function judge({ data, errors }: z.infer<typeof answer>): Answer {
  const [result] = Object.values(data ?? {});
  if (result && !errors) {
    if (!result.__typename.endsWith('Payload')) return { outcome: 'refused', code: result.code };
    return { outcome: 'acknowledged', cardId: result.card?.id };
  }
  return { outcome: 'unknown', code: errors?.[0]?.extensions.code };
}
