import { v7 } from 'uuid';
import type { IdGenerator } from '../../application/IdGenerator.ts';

/** UUIDs of version 7 (RFC 9562): later ones sort after earlier ones, which keeps indexes dense. */
export const uuidGenerator: IdGenerator = { next: () => v7() };
