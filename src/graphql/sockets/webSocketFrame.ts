/** FIN and opcode "text": a whole message (RFC 6455, section 5.2). */
const finalText = 0x81;
const maxShort = 125;
const max16Bits = 0xffff;

/** Of an unmasked frame, as servers send them. */
export function frameBytes(payloadBytes: number): number {
  if (payloadBytes <= maxShort) return 2 + payloadBytes;
  return payloadBytes + (payloadBytes <= max16Bits ? 4 : 10);
}

/** Writes a text frame whose payload comes in two parts; returns where it ends. */
export function writeFrame(frames: Buffer, offset: number, head: Uint8Array, tail: Uint8Array): number {
  const begin = writeHeader(frames, offset, head.length + tail.length);
  frames.set(head, begin);
  frames.set(tail, begin + head.length);
  return begin + head.length + tail.length;
}

/** Returns where the payload begins. */
function writeHeader(frame: Buffer, offset: number, payloadBytes: number): number {
  frame[offset] = finalText;
  if (payloadBytes <= maxShort) {
    frame[offset + 1] = payloadBytes;
    return offset + 2;
  }
  if (payloadBytes <= max16Bits) {
    frame[offset + 1] = 126;
    return frame.writeUInt16BE(payloadBytes, offset + 2);
  }
  frame[offset + 1] = 127;
  frame.writeUInt32BE(Math.floor(payloadBytes / 2 ** 32), offset + 2);
  return frame.writeUInt32BE(payloadBytes % 2 ** 32, offset + 6);
}
