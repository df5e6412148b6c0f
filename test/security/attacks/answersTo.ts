import { z } from 'zod';
import { eventually } from '../../support/eventually.ts';
import { resultSchema } from '../transports.ts';
import type { FrameAttack } from './frames.ts';
import { type RawSocket, rawSocket } from './rawSocket.ts';
import type { Target } from './target.ts';
import { wordsFor } from './words.ts';

const messageSchema = z.looseObject({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });
type Message = z.infer<typeof messageSchema>;

/** Ours, around what is sent. */
const [before, after] = ['before', 'after'];
const changes =
  'subscription { feedChanged(feed: { global: true }) { ... on FeedItemAdded { item { card { text } } } } }';

/**
 * Sends it, between a subscription and a query that mean well, and gives what is said to it. Where the socket goes on, so must these: rejects if the
 * query has no result, or if the subscription is not told of what happens then.
 */
export async function answersTo(
  { what, sent, isFirst, protocol, answer }: FrameAttack,
  target: Target,
): Promise<string[]> {
  using socket = await rawSocket(target.origin, protocol);
  const received = (): Message[] => socket.messages.map((text) => messageSchema.parse(JSON.parse(text)));
  const isDone = (): boolean => received().some(({ type, id }) => type === 'complete' && id === after);
  const answers = (): string[] => received().filter(isAnswer).toSorted(byOperation).map(inWords);

  if (!isFirst) await begin(socket);
  for (const each of typeof sent === 'function' ? await sent(target.there) : sent) socket.send(each);
  if (!isFirst) subscribe(socket, after, '{ __typename }');
  await eventually(() => socket.closing !== undefined || (isDone() && answers().length >= answer.length));
  if (socket.closing !== undefined) return [...answers(), `closed ${socket.closing}`];

  const text = `a note beside ${what}`;
  await target.happen(text);
  await eventually(() => received().some(({ id, payload }) => id === before && JSON.stringify(payload).includes(text)));
  return answers();
}

async function begin(socket: RawSocket): Promise<void> {
  socket.send('{"type":"connection_init"}');
  await eventually(() => socket.messages.length === 1);
  subscribe(socket, before, changes);
}

const subscribe = (socket: RawSocket, id: string, query: string): void =>
  socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query } }));

const isAnswer = ({ type, id }: Message): boolean => type !== 'connection_ack' && id !== before && id !== after;

const byOperation = (one: Message, other: Message): number => (one.id ?? '').localeCompare(other.id ?? '');

function inWords({ type, id, payload }: Message): string {
  return [type, id, payloadInWords(type, payload)].filter((word) => word !== undefined).join(' ');
}

function payloadInWords(type: string, payload: unknown): string | undefined {
  if (type === 'next') return wordsFor(resultSchema.parse(payload));
  return type === 'error' ? wordsFor(resultSchema.parse({ errors: payload })) : JSON.stringify(payload);
}
