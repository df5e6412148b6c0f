/** One queue per handler: a slow or failing one holds up nobody else. */
export const queueOf = (handler: string): string => `events.${handler}`;

/** In braces, so that a Redis Cluster keeps all keys of a queue on one node. */
export const queuePrefix = (prefix: string): string => `{${prefix}}`;
