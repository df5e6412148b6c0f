import path from 'node:path';

/** The API as the last release had it. A file, because a fresh clone may have no history to ask. */
export const baselineFile = path.join(import.meta.dirname, 'baseline.graphql');
