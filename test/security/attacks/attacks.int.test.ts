import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersTo } from './answersTo.ts';
import { cursorAttacks } from './cursors.ts';
import { documentAttacks } from './documents.ts';
import { frameAttacks } from './frames.ts';
import { handshakeAttacks } from './handshakes.ts';
import { httpAttacks } from './http.ts';
import { idAttacks } from './ids.ts';
import { jsonAttacks } from './json.ts';
import { type OperationAttack, operationOf } from './OperationAttack.ts';
import { pageAttacks } from './pages.ts';
import { bodyInWords, exchange } from './rawHttp.ts';
import { createTarget, type Target } from './target.ts';
import { textAttacks } from './texts.ts';
import { savedUrls, urlAttacks } from './urls.ts';
import { variableAttacks } from './variables.ts';
import { replyInWords, ways } from './ways.ts';

// The attack table: what means harm is sent to a whole server, byte for byte where that matters, and this is the exact answer. How answers are put is in
// words.ts. Rows about tokens are in ../tokenTable.ts, over each transport of a server that has an issuer (../tokens.int.test.ts), and count as well.

let target: Target;
beforeAll(async () => {
  target = await createTarget();
});
afterAll(() => target[Symbol.asyncDispose]());

describe('HTTP', () => {
  it.concurrent.for([...httpAttacks, ...pageAttacks, ...handshakeAttacks])(
    '%s',
    async ([, bytes, answer, headers = []], { expect }) => {
      const { words, text } = await exchange(target.origin, bytes);
      expect(words).toBe(answer);
      for (const header of headers) expect(text.toLowerCase().split('\r\n')).toContain(header.toLowerCase());
    },
  );
});

describe('JSON', () => {
  it.concurrent.for(jsonAttacks)('%s', async ([, body, answer], { expect }) => {
    // The second is not what the direct way takes for plain.
    for (const type of ['application/json', 'application/json; x=1']) {
      const response = await fetch(target.url, {
        method: 'POST',
        headers: { 'content-type': type, accept: 'application/graphql-response+json' },
        body,
      });
      expect(`${response.status} ${bodyInWords(await response.text())}`).toBe(answer);
    }
  });
});

/** Over each transport. */
async function answersOf([, sent]: OperationAttack, who: string): Promise<Record<string, string>> {
  const authorization = await target.authorizationOf(who);
  const asked = { ...operationOf(sent, target.there), url: target.url, authorization };
  const answers = Object.entries(ways).map(async ([way, ask]) => {
    return [way, replyInWords(await ask(asked))] as const;
  });
  return Object.fromEntries(await Promise.all(answers));
}

/** What has no status of its own says the same without it. */
function expectedOf([, , answer]: OperationAttack): Record<string, string> {
  const withoutStatus = answer.replace(/^\d{3} /, '');
  return { HTTP: answer, 'HTTP through Yoga': answer, SSE: withoutStatus, WebSocket: withoutStatus };
}

describe.each([
  ['documents', documentAttacks],
  ['variables', variableAttacks],
  ['texts', textAttacks],
  ['cursors', cursorAttacks],
  ['ids', idAttacks],
  ['URLs', urlAttacks],
])('%s', (_kind, attacks) => {
  it.concurrent.for(attacks)('%s', async (attack, { expect }) => {
    expect(await answersOf(attack, 'attacker')).toEqual(expectedOf(attack));
  });
});

describe('URLs that are saved', () => {
  it.concurrent.for(savedUrls)('%s', async (attack, { expect }) => {
    expect(await answersOf(attack, 'saver')).toEqual(expectedOf(attack));
  });
});

describe('frames', () => {
  it.concurrent.for(frameAttacks)('$what', async (attack, { expect }) => {
    expect(await answersTo(attack, target)).toEqual(attack.answer);
  });
});

describe('after all of it', () => {
  it('nothing was stored that was refused', async () => {
    expect(await target.eventsOf('attacker')).toEqual([]);
    // A card, and that it is in a library.
    expect(await target.eventsOf('saver')).toHaveLength(2 * savedUrls.length);
  });

  it('no object has more than it had', () => {
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('the server has not failed', () => {
    expect(target.failures()).toEqual([]);
  });
});
