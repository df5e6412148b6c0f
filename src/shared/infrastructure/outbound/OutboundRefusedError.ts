/** An address that the rules do not allow. Nothing was sent there. */
export class OutboundRefusedError extends Error {
  override readonly name = 'OutboundRefusedError';
}
