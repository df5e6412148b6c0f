/** Where the first response in here ends, which says how long its body is. Undefined: it is not all there. */
export function responseEnd(received: Buffer): number | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = received.toString('latin1', 0, headEnd);
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`a response that does not say how long it is: ${head}`);
  const end = headEnd + '\r\n\r\n'.length + Number(length);
  return end <= received.length ? end : undefined;
}
