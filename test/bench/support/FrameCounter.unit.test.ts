import { expect, it } from 'vitest';
import { FrameCounter, opcodes } from './FrameCounter.ts';

/** A frame as servers send it. */
function frame(opcode: number, payload: Uint8Array, isLast = true): Uint8Array {
  const first = (isLast ? 0x80 : 0) | opcode;
  const { length } = payload;
  if (length < 126) return Uint8Array.of(first, length, ...payload);
  const header = new DataView(new ArrayBuffer(length < 65_536 ? 4 : 10));
  header.setUint8(0, first);
  header.setUint8(1, length < 65_536 ? 126 : 127);
  if (length < 65_536) header.setUint16(2, length);
  else header.setBigUint64(2, BigInt(length));
  return Uint8Array.from([...new Uint8Array(header.buffer), ...payload]);
}

const text = (length: number): Uint8Array => frame(1, new Uint8Array(length).fill(0x81));

function count(chunks: readonly Uint8Array[]) {
  const controls: { opcode: number; payload: number[] }[] = [];
  let messages = 0;
  const counter = new FrameCounter({
    message: () => (messages += 1),
    control: (opcode, payload) => controls.push({ opcode, payload: [...payload] }),
  });
  for (const chunk of chunks) counter.take(chunk);
  return { messages, controls };
}

function join(frames: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(frames.flatMap((bytes) => [...bytes]));
}

const ping = frame(opcodes.ping, Uint8Array.of(1, 2, 3));
const stream = join([text(0), text(125), ping, text(126), text(300), text(70_000), text(2)]);

it('counts messages of every length, and tells control frames with their payload', () => {
  expect(count([stream])).toEqual({ messages: 6, controls: [{ opcode: opcodes.ping, payload: [1, 2, 3] }] });
});

it.each([1, 2, 3, 7, 130, 4_096])('counts the same when it comes in pieces of %i bytes', (size) => {
  const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
    stream.subarray(index * size, (index + 1) * size),
  );
  expect(count(pieces)).toEqual(count([stream]));
});

it('does not rely on a chunk after the call', () => {
  const chunk = Uint8Array.from(frame(1, new Uint8Array(300)).subarray(0, 3));
  const counted: number[] = [];
  const counter = new FrameCounter({ message: () => counted.push(1), control: () => {} });
  counter.take(chunk);
  chunk.fill(0xff);
  counter.take(frame(1, new Uint8Array(300)).subarray(3));
  expect(counted).toEqual([1]);
});

it('counts a message of several frames once, and not before it is complete', () => {
  const first = frame(1, new Uint8Array(10), false);
  expect(count([first]).messages).toBe(0);
  expect(count([first, frame(0, new Uint8Array(10))]).messages).toBe(1);
  expect(count([text(10).subarray(0, 11)]).messages).toBe(0);
});

it('refuses masked frames: they do not come from a server', () => {
  expect(() => count([Uint8Array.of(0x81, 0x85, 1, 2, 3, 4)])).toThrow('mask');
});
