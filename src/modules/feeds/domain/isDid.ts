/** Of what is followed, muted or blocked: whether it is a curator, by a DID, and no collection, by a UUID. */
export const isDid = (targetId: string): boolean => targetId.startsWith('did:');
