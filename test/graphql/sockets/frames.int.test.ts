import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { socketPair } from './socketPair.ts';

type Pair = Awaited<ReturnType<typeof socketPair>>;

let pair: Pair;
/** What became of the other messages. */
let sending: Promise<void>[];

beforeEach(async () => {
  pair = await socketPair();
  sending = [];
});
afterEach(async () => {
  await Promise.all(sending);
  await pair[Symbol.asyncDispose]();
});

const result = (head: string, tail = ''): void => pair.connection.sendResult(Buffer.from(head), Buffer.from(tail));
const message = (text: string): void => void sending.push(pair.connection.send(text));

/** Of exactly that many bytes in UTF-8, with characters of one to four. */
function textOf(bytes: number): string {
  const text = 'aé€😀'.repeat(Math.floor(bytes / 10));
  return text + 'z'.repeat(bytes - Buffer.byteLength(text));
}

const turn = (): Promise<void> => new Promise(setImmediate);

/** Sends to a client that does not read, until neither its kernel nor ours takes more. */
async function fill(send: () => void): Promise<void> {
  pair.client.pause();
  for (; !pair.connection.isFull; await turn()) while (!pair.connection.isFull) send();
}

describe('a result', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 70_000])('of %i bytes arrives as it was', async (bytes) => {
    const text = textOf(bytes);
    result(text);
    result('', text);
    result('after');
    await eventually(() => expect(pair.received).toHaveLength(3));
    expect(pair.received.map((each) => each === text)).toEqual([true, true, false]);
    expect(pair.received[2]).toBe('after');
  });

  it('may be cut within a character', async () => {
    const text = Buffer.from('€😀');
    for (let at = 0; at <= text.length; at += 1) pair.connection.sendResult(text.subarray(0, at), text.subarray(at));
    await eventually(() => expect(pair.received).toEqual(Array.from({ length: text.length + 1 }, () => '€😀')));
  });
});

describe('results and other messages', () => {
  it('keep their order', async () => {
    const sent: string[] = [];
    for (let n = 0; n < 300; n += 1) {
      const text = `${n}:${textOf((n * 7_919) % 70_000)}`;
      sent.push(text);
      if (n % 3 === 2) message(text);
      else result(text.slice(0, 5), text.slice(5));
      if (n % 50 === 0) pair.socket.ping();
      if (n % 20 === 0) await turn();
    }
    await eventually(() => expect(pair.received).toHaveLength(sent.length));
    expect(pair.received.findIndex((text, index) => text !== sent[index])).toBe(-1);
    expect(pair.errors).toEqual([]);
  });

  it('do not mix while the client does not read', async () => {
    const sent: string[] = [];
    await fill(() => {
      const [text, answer] = [`${sent.length}:${textOf(40_000)}`, `answer ${sent.length}`];
      sent.push(text, answer);
      result(text);
      message(answer);
    });
    pair.client.resume();
    await eventually(() => expect(pair.received).toHaveLength(sent.length));
    expect(pair.received.findIndex((text, index) => text !== sent[index])).toBe(-1);
  });
});

describe('the closing of a socket', () => {
  it('by the server follows what was sent before it, and nothing follows it', async () => {
    result('before');
    pair.connection.close(4403, 'Forbidden');
    result('after');
    message('after');
    await turn();
    result('long after');
    expect(await pair.closed).toBe(4403);
    expect(pair.received).toEqual(['before']);
    expect(pair.errors).toEqual([]);
  });

  it('by the client is followed by nothing', async () => {
    pair.client.close(1000);
    await eventually(() => pair.socket.readyState !== pair.socket.OPEN);
    result('after');
    message('after');
    expect(await pair.closed).toBe(1000);
    expect(pair.received).toEqual([]);
    expect(pair.errors).toEqual([]);
  });

  it('by neither, but by a cut, throws at nobody', async () => {
    pair.client.terminate();
    for (let n = 0; n < 10; n += 1) {
      result(textOf(70_000));
      message('into the void');
      await turn();
    }
    await eventually(() => pair.socket.readyState === pair.socket.CLOSED);
    expect(pair.connection.isFull).toBe(false);
  });
});

describe('a client that did not read', () => {
  it('has room again when it reads on', async () => {
    await fill(() => result(textOf(65_536)));
    const drained = new Promise<void>((resolve) => pair.connection.onceDrained({ drained: resolve }));
    pair.client.resume();
    await drained;
    expect(pair.connection.isFull).toBe(false);
  });
});
