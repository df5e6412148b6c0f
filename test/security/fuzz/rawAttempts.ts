import { connect } from 'node:net';
import fc from 'fast-check';
import { type Attempt, attempt, patienceMs } from './Attempt.ts';
import { complaintsOf } from './complaints.ts';

const upgrade = [
  'GET /graphql HTTP/1.1',
  'Host: localhost',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: graphql-transport-ws',
  '',
  '',
].join('\r\n');

/** A frame of RFC 6455 with any bits, and a length that need not be its payload's. */
const frame: fc.Arbitrary<Buffer> = fc
  .record({
    first: fc.oneof(fc.constantFrom(0x81, 0x82, 0x88, 0x89, 0x8a, 0x01, 0x00, 0x80), fc.nat(255)),
    isMasked: fc.nat(9).map((number) => number > 0),
    claims: fc.option(fc.constantFrom(0n, 125n, 126n, 65_535n, 65_536n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n), {
      freq: 4,
    }),
    payload: fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.constant(Buffer.from('{"type":"connection_init"}'))),
  })
  .map(({ first, isMasked, claims, payload }) => {
    const length = claims ?? BigInt(payload.length);
    const mask = Buffer.from([1, 2, 3, 4]);
    const body = isMasked ? payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : payload;
    return Buffer.concat([
      Buffer.from([first]),
      lengthBytes(length, isMasked ? 0x80 : 0),
      ...(isMasked ? [mask] : []),
      body,
    ]);
  });

function lengthBytes(length: bigint, maskBit: number): Buffer {
  if (length < 126n) return Buffer.from([Number(length) | maskBit]);
  if (length < 65_536n) {
    const bytes = Buffer.from([126 | maskBit, 0, 0]);
    bytes.writeUInt16BE(Number(length), 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9, 127 | maskBit);
  bytes.writeBigUInt64BE(length, 1);
  return bytes;
}

/** Frames that no library would send. */
export const rawFrames: fc.Arbitrary<Attempt> = fc
  .array(frame, { minLength: 1, maxLength: 5 })
  .map((frames) => written('frames', [Buffer.from(upgrade), ...frames]));

const line = fc.constantFrom(
  'POST /graphql HTTP/1.1',
  'GET /graphql HTTP/1.1',
  'GET /graphql HTTP/9.9',
  'PRI * HTTP/2.0',
  'GET http://169.254.169.254/ HTTP/1.1',
  'CONNECT example.org:443 HTTP/1.1',
  'Host: localhost',
  'Host: \u0000',
  'Content-Type: application/json',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, gzip',
  'Expect: 100-continue',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Upgrade: h2c',
  'Sec-WebSocket-Key: x',
  'Sec-WebSocket-Version: 99',
  `X-Long: ${'x'.repeat(20_000)}`,
  ' folded',
  '',
  '5',
  'ffffffffffffffff',
  '{"query":"{ __typename }"}',
);

/** Lines that make a request, in the wrong order and too many of them. */
export const rawRequests: fc.Arbitrary<Attempt> = fc
  .array(fc.oneof({ weight: 9, arbitrary: line }, { weight: 1, arbitrary: fc.string({ unit: 'binary' }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((lines) => written('lines', [Buffer.from(lines.join('\r\n')), Buffer.from('\r\n\r\n')]));

const written = (what: string, pieces: readonly Buffer[]): Attempt =>
  attempt({
    what,
    sent: Buffer.concat(pieces).toString('latin1'),
    async run({ url }) {
      const answer = await answerTo(url, pieces);
      const [body = ''] = answer.split('\r\n\r\n').slice(-1);
      const complaints = complaintsOf(body, '');
      // 501 and 505 are what HTTP has for methods and versions that nobody knows.
      return /^HTTP\/1\.1 50[0234]/.test(answer) ? [...complaints, answer.slice(0, 500)] : complaints;
    },
  });

async function answerTo(url: string, pieces: readonly Buffer[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  socket.on('error', () => {}); // it was cut: that is an answer, too
  const closed = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) socket.write(piece);
  const patience = setTimeout(() => socket.destroy(), patienceMs);
  await closed;
  clearTimeout(patience);
  return answer;
}
