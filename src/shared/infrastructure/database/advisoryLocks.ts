/**
 * The keys of all of PostgreSQL's advisory locks that are taken: two pieces of work under one key would keep each other out. The sequencing functions have
 * theirs as literals, in the migrations that wrote them.
 */
export const advisoryLocks = {
  /** Prisma's schema engine takes it: `prisma migrate deploy` and we keep out of each other's way. */
  migration: 72_707_369,
  feedSequencing: 7_262_001,
  notificationSequencing: 7_262_002,
  backfill: 7_262_101,
  outboxRetention: 7_262_102,
  feedRetention: 7_262_103,
  notificationRetention: 7_262_104,
  feedRebuild: 7_262_105,
  /** The first of two keys: the other is made of a pair of curators, of whom one may be blocking the other. */
  pairOfCurators: 7_262_201,
} as const;
