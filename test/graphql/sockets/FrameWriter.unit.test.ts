import { beforeEach, describe, expect, it } from 'vitest';
import { FrameWriter } from '../../../src/graphql/sockets/FrameWriter.ts';
import { WriteTick } from '../../../src/graphql/sockets/WriteTick.ts';
import { settle } from '../../support/live/settle.ts';
import { HeldTransport } from './HeldTransport.ts';

let transport: HeldTransport;
let isOpen: boolean;
let writer: FrameWriter;
let tick: WriteTick;

beforeEach(() => {
  transport = new HeldTransport();
  isOpen = true;
  tick = new WriteTick();
  writer = new FrameWriter(transport, tick, () => isOpen);
});

const head = Buffer.from('{"id":"1",');
const write = (text = '"a":1}'): void => writer.write(head, Buffer.from(text));
const kilobytes = (count: number): string => 'x'.repeat(count * 1024);

/** Writes until there is no room; returns how many bytes were written. */
function fill(): number {
  let bytes = 0;
  for (; !writer.isFull; bytes += head.length + 64 * 1024) write(kilobytes(64));
  return bytes;
}

function listener() {
  const calls: boolean[] = [];
  return { calls, drained: () => void calls.push(writer.isFull) };
}

describe('the results of one turn of the event loop', () => {
  it('are written at its end, at once', async () => {
    for (let n = 0; n < 100; n += 1) write();
    await Promise.resolve().then(() => write());
    expect(transport.chunks).toEqual([]);
    await settle();
    expect(transport.chunks).toHaveLength(1);
    expect(transport.chunks[0]).toHaveLength(101 * (2 + 16));
    write();
    await settle();
    expect(transport.chunks).toHaveLength(2);
  });

  it('are written to each of the sockets', async () => {
    const others = [new HeldTransport(), new HeldTransport()];
    const writers = others.map((other) => new FrameWriter(other, tick, () => true));
    for (const each of [...writers, ...writers]) each.write(head, head);
    write();
    await settle();
    expect([transport, ...others].map(({ chunks }) => chunks.length)).toEqual([1, 1, 1]);
  });

  it('are written sooner where many sockets have some, whole and in order', async () => {
    const transports = Array.from({ length: 200 }, () => new HeldTransport());
    for (const each of transports) {
      const its = new FrameWriter(each, tick, () => true);
      for (const tail of ['1', '2', '3']) its.write(Buffer.alloc(0), Buffer.from(tail));
    }
    expect(transports.filter(({ chunks }) => chunks.length > 0).length).toBeGreaterThan(100);
    await settle();
    const sent = transports.map(({ chunks }) => Buffer.concat(chunks).toString('latin1'));
    expect(new Set(sent)).toEqual(new Set(['\x81\x011\x81\x012\x81\x013']));
    expect(transports.map(({ chunks }) => chunks.length)).toEqual(transports.map(() => 1));
  });

  it('are written before it ends when something else follows', async () => {
    write();
    writer.flush();
    expect(transport.chunks).toHaveLength(1);
    await settle();
    expect(transport.chunks).toHaveLength(1);
    write();
    await settle();
    expect(transport.chunks).toHaveLength(2);
  });

  it('are dropped when the socket is closed meanwhile, and nobody makes more for it', async () => {
    write();
    isOpen = false;
    await settle();
    fill();
    const waiting = listener();
    writer.onceDrained(waiting);
    await settle();
    expect(transport.chunks).toEqual([]);
    expect(waiting.calls).toEqual([]);
  });
});

describe('a client that does not read', () => {
  it('is sent about a megabyte, written or waiting to be', async () => {
    transport.hold();
    const bytes = fill();
    expect(bytes).toBeGreaterThan(1024 * 1024 - 64 * 1024);
    expect(bytes).toBeLessThan(1024 * 1024 + 66 * 1024);
    await settle();
    expect(writer.isFull).toBe(true);
    expect(transport.writableLength).toBeLessThan(1024 * 1024 + 66 * 1024);
    transport.release();
    await settle();
    expect(writer.isFull).toBe(false);
  });

  it('is waited for by each that asks, once', async () => {
    transport.hold();
    fill();
    const [one, other] = [listener(), listener()];
    writer.onceDrained(one);
    writer.onceDrained(other);
    await settle();
    expect([one.calls, other.calls]).toEqual([[], []]);
    transport.release();
    await settle();
    write();
    await settle();
    expect([one.calls, other.calls]).toEqual([[false], [false]]);
  });

  it('is waited for again by who has filled it again', async () => {
    let rounds = 0;
    const refilling = {
      drained: () => {
        rounds += 1;
        if (rounds === 3) return;
        fill();
        writer.onceDrained(refilling);
      },
    };
    refilling.drained();
    for (let turn = 0; turn < 10; turn += 1) await settle();
    expect(rounds).toBe(3);
  });

  it('leaves room at once when the write has completed at once', async () => {
    fill();
    const waiting = listener();
    writer.onceDrained(waiting);
    await settle();
    expect(waiting.calls).toEqual([false]);
  });

  it('is listened to by one listener, however often it is waited for', async () => {
    for (let round = 0; round < 20; round += 1) {
      transport.hold();
      fill();
      for (let n = 0; n < 5; n += 1) writer.onceDrained(listener());
      await settle();
      transport.release();
      await settle();
    }
    expect(transport.listenerCount('drain')).toBe(1);
  });
});
