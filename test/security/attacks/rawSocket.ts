import { connected } from './rawHttp.ts';

interface FrameParts {
  /** Default 1, a text; 0 goes on, 2 is bytes, 8 closes, 9 pings. */
  readonly opcode?: number;
  /** Whether it is the last of its message. Default true. */
  readonly fin?: boolean;
  /** Of the three reserved bits. Default none. */
  readonly reserved?: number;
  /** Default true, as clients must. */
  readonly isMasked?: boolean;
  /** Default: the length that it has. */
  readonly says?: bigint;
}

/** A frame of RFC 6455, also as no client would write it. */
export function frame(payload: string | Uint8Array, parts: FrameParts = {}): Uint8Array {
  const { opcode = 1, fin = true, reserved = 0, isMasked = true, says } = parts;
  const body = Buffer.from(payload);
  const head = Buffer.from([(fin ? 0x80 : 0) | (reserved << 4) | opcode]);
  const length = lengthBytes(says ?? BigInt(body.length), isMasked ? 0x80 : 0);
  if (!isMasked) return Buffer.concat([head, length, body]);
  const mask = Buffer.from([1, 2, 3, 4]);
  return Buffer.concat([head, length, mask, body.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

function lengthBytes(length: bigint, maskBit: number): Buffer {
  if (length < 126n) return Buffer.from([Number(length) | maskBit]);
  const isShort = length < 65_536n;
  const bytes = Buffer.alloc(isShort ? 3 : 9, (isShort ? 126 : 127) | maskBit);
  if (isShort) bytes.writeUInt16BE(Number(length), 1);
  else bytes.writeBigUInt64BE(length, 1);
  return bytes;
}

/** A connection after its handshake, on which anything may be written. */
export interface RawSocket extends Disposable {
  /** What has come in texts. */
  readonly messages: readonly string[];
  /** How the server closed it, such as `1002` or `4400 Invalid message`; `cut off` for no word; undefined as long as it is open. */
  readonly closing: string | undefined;
  send(sent: string | Uint8Array): void;
}

export const upgrade = (...headers: string[]): string =>
  [
    'GET /graphql HTTP/1.1',
    'Host: api.example',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
    '',
    '',
  ].join('\r\n');

/** Resolves when the server has switched protocols. */
export async function rawSocket(url: string, protocol = 'graphql-transport-ws'): Promise<RawSocket> {
  const socket = await connected(url);
  const messages: string[] = [];
  let closing: string | undefined;
  const opened = Promise.withResolvers<void>();
  const read = reader((opcode, payload) => {
    if (opcode === 1) messages.push(payload.toString());
    if (opcode === 8) closing ??= payload.length < 2 ? 'without a code' : closingIn(payload);
  }, opened.resolve);
  socket.on('data', read).once('close', () => {
    closing ??= 'cut off';
    opened.reject(new Error('the handshake was refused'));
  });
  socket.write(upgrade(...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : [])));
  await opened.promise;
  return {
    messages,
    get closing() {
      return closing;
    },
    send: (sent) => void socket.write(typeof sent === 'string' ? frame(sent) : sent),
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

const closingIn = (payload: Buffer): string => `${payload.readUInt16BE(0)} ${payload.toString('utf8', 2)}`.trim();

/** Takes what comes in pieces: first the handshake, then frames, of which servers mask none. */
function reader(onFrame: (opcode: number, payload: Buffer) => void, onOpen: () => void) {
  let bytes = Buffer.alloc(0);
  let isOpen = false;
  return (more: Buffer): void => {
    bytes = Buffer.concat([bytes, more]);
    if (!isOpen) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0 || !bytes.subarray(0, end).includes('101 ')) return;
      isOpen = true;
      bytes = bytes.subarray(end + 4);
      onOpen();
    }
    for (let size = sizeOf(bytes); size && bytes.length >= size.head + size.body; size = sizeOf(bytes)) {
      onFrame((bytes[0] ?? 0) & 15, bytes.subarray(size.head, size.head + size.body));
      bytes = bytes.subarray(size.head + size.body);
    }
  };
}

function sizeOf(bytes: Buffer): { head: number; body: number } | undefined {
  const short = (bytes[1] ?? 0) & 127;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  if (short < 126) return { head, body: short };
  return { head, body: short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)) };
}
