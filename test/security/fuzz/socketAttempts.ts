import fc from 'fast-check';
import WebSocket from 'ws';
import { type Attempt, attempt, patienceMs } from './Attempt.ts';
import { complaintsOf } from './complaints.ts';
import type { Operation } from './documents.ts';
import { anyJson, texts } from './values.ts';

/** Internal Error, and what graphql-ws closes with when something threw. */
const faults: ReadonlySet<number> = new Set([1011, 4500]);

type Message = string | Uint8Array;

const message = (operations: fc.Arbitrary<Operation>): fc.Arbitrary<Message> => {
  const id = fc.oneof(fc.constantFrom('1', '2', ''), texts);
  const type = fc.constantFrom(
    'connection_init',
    'ping',
    'pong',
    'subscribe',
    'complete',
    'next',
    'error',
    'connection_ack',
    'nope',
  );
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(id, operations)
        .map(([name, payload]) => JSON.stringify({ id: name, type: 'subscribe', payload })),
    },
    { weight: 3, arbitrary: id.map((name) => JSON.stringify({ id: name, type: 'complete' })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(id, type, anyJson)
        .map(([name, kind, payload]) => JSON.stringify({ id: name, type: kind, payload })),
    },
    { weight: 2, arbitrary: anyJson.map((value) => JSON.stringify(value) ?? '') },
    { weight: 1, arbitrary: texts },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 60_000, max: 70_000 }).map((length) => 'x'.repeat(length)) },
  );
};

/** Whoever sends this to a socket. The first message is a proper beginning most of the time. */
export const socketTalks = (operations: fc.Arbitrary<Operation>): fc.Arbitrary<Attempt> =>
  fc
    .record({
      who: fc.oneof(fc.nat(2), fc.constant(undefined), fc.constant('Bearer x')),
      begins: fc.nat(9).map((number) => number > 0),
      messages: fc.array(message(operations), { minLength: 1, maxLength: 6 }),
      ends: fc.constantFrom<('close' | 'terminate')[]>('close', 'terminate'),
    })
    .map(({ who, begins, messages, ends }) => {
      const sent = messages
        .map((each) => (typeof each === 'string' ? each : Buffer.from(each).toString('latin1')))
        .join('\n');
      return attempt({
        what: begins ? 'messages over a socket' : 'messages over a socket that was not initialised',
        sent,
        async run({ url, tokens }) {
          const authorization = typeof who === 'number' ? `Bearer ${tokens[who]}` : who;
          const payload = authorization === undefined ? undefined : { authorization };
          const init = JSON.stringify({ type: 'connection_init', payload });
          const { answers, code } = await talk(url, begins ? [init, ...messages] : messages, ends);
          const complaints = answers.flatMap((answer) => complaintsOf(answer, sent));
          return faults.has(code) ? [...complaints, `closed with ${code}`] : complaints;
        },
      });
    });

/** Sends everything at once, and listens for a while. */
async function talk(url: string, messages: readonly Message[], ends: 'close' | 'terminate') {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const answers: string[] = [];
  socket.on('message', (data: Buffer) => answers.push(data.toString()));
  socket.on('error', () => {}); // it is closed then, with a code
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.once('open', () => {
    for (const message of messages) socket.send(message);
  });
  const patience = setTimeout(() => socket[ends](), patienceMs);
  const code = await closed;
  clearTimeout(patience);
  return { answers, code };
}
