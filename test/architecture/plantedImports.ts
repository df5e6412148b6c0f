/** A small source tree with one thing wrong in it. Files that are imported but not listed are written empty. */
export interface PlantedImport {
  /** The one rule that must be reported. */
  rule: string;
  /** The importing file, relative to the root. */
  from: string;
  /** What it imports: a file of the tree, relative to the root, or a package. */
  to: string;
  /** Further imports that the case needs, as `[from, to]`. */
  also?: readonly (readonly [from: string, to: string])[];
  /** How the import is written; by default only for types, which is the one that is overlooked most easily. */
  as?: (specifier: string) => string;
}

const typeOnly = (specifier: string): string => `import type { Planted } from '${specifier}';`;
const value = (specifier: string): string => `import { planted } from '${specifier}';`;
const reexport = (specifier: string): string => `export type { Planted } from '${specifier}';`;
const star = (specifier: string): string => `export * from '${specifier}';`;
const lazily = (specifier: string): string => `export const open = async () => (await import('${specifier}')).planted;`;
const using = (specifier: string): string => `await using it = (await import('${specifier}')).open();`;

export const importForms = { typeOnly, value, reexport, star, lazily, using };

export const plantedImports: readonly PlantedImport[] = [
  {
    rule: 'no-cycles',
    from: 'src/modules/cards/domain/Card.ts',
    to: 'src/modules/cards/domain/CardId.ts',
    also: [['src/modules/cards/domain/CardId.ts', 'src/modules/cards/domain/Card.ts']],
  },
  {
    rule: 'no-cycles',
    from: 'src/embedded/a.ts',
    to: 'src/embedded/b.ts',
    also: [
      ['src/embedded/b.ts', 'src/embedded/c.ts'],
      ['src/embedded/c.ts', 'src/embedded/a.ts'],
    ],
    as: value,
  },

  ...[
    'zod',
    'no-such-package',
    'node:crypto',
    'crypto',
    'src/modules/cards/infrastructure/PrismaCardRepository.ts',
  ].map((to) => ({ rule: 'domain-imports-domain-alone', from: 'src/modules/cards/domain/Card.ts', to })),
  ...[
    'src/modules/cards/application/AddNote.ts',
    'src/generated/prisma/client.ts',
    'src/modules/curators/index.ts',
  ].map((to) => ({
    rule: 'domain-imports-domain-alone',
    from: 'src/modules/cards/domain/events/CardCreatedEvent.ts',
    to,
  })),
  {
    rule: 'domain-imports-domain-alone',
    from: 'src/shared/domain/UniqueEntityID.ts',
    to: 'uuid',
    as: value,
  },
  {
    rule: 'domains-are-apart',
    from: 'src/modules/cards/domain/Card.ts',
    to: 'src/modules/curators/domain/Curator.ts',
  },

  ...[
    'src/modules/cards/infrastructure/PrismaCardRepository.ts',
    'src/generated/prisma/client.ts',
    'zod',
    'node:fs',
  ].map((to) => ({ rule: 'application-sees-domain-and-ports', from: 'src/modules/cards/application/AddNote.ts', to })),
  {
    rule: 'application-sees-domain-and-ports',
    from: 'src/shared/application/UnitOfWork.ts',
    to: 'src/shared/infrastructure/database/PrismaUnitOfWork.ts',
    as: reexport,
  },
  {
    rule: 'application-sees-domain-and-ports',
    from: 'src/modules/cards/application/AddNote.ts',
    to: 'src/embedded/redis.ts',
    as: lazily,
  },

  ...[
    'domain/Curator.ts',
    'application/Follow.ts',
    'graphql/Curator.ts',
    'infrastructure/PrismaCuratorRepository.ts',
  ].map((to) => ({
    rule: 'modules-meet-at-index',
    from: 'src/modules/cards/application/AddUrlToLibrary.ts',
    to: `src/modules/curators/${to}`,
  })),
  {
    rule: 'modules-meet-at-index',
    from: 'src/modules/cards/infrastructure/PrismaCardRepository.ts',
    to: 'src/modules/curators/infrastructure/PrismaCuratorRepository.ts',
    as: using,
  },
  {
    rule: 'modules-meet-at-index',
    from: 'src/modules/cards/graphql/Card.ts',
    to: 'src/modules/curators/graphql/Curator.ts',
    as: star,
  },

  ...['src/modules/cards/infrastructure/cardAddedCodec.ts', 'src/modules/cards/graphql/Card.ts', 'zod'].map((to) => ({
    rule: 'index-offers-no-adapter',
    from: 'src/modules/cards/index.ts',
    to,
    as: star,
  })),

  ...[
    'src/modules/feeds/infrastructure/PrismaFeedReader.ts',
    'src/shared/infrastructure/live/RedisLiveStream.ts',
    'pg',
  ].map((to) => ({ rule: 'graphql-sees-no-infrastructure', from: 'src/modules/feeds/graphql/feed.ts', to })),
  ...['src/shared/infrastructure/database/PrismaUnitOfWork.ts', '@prisma/client', 'ioredis', 'bullmq'].map((to) => ({
    rule: 'graphql-sees-no-infrastructure',
    from: 'src/graphql/server.ts',
    to,
    as: lazily,
  })),
  {
    rule: 'graphql-sees-no-infrastructure',
    from: 'src/graphql/builder.ts',
    to: 'src/shared/infrastructure/database/PrismaUnitOfWork.ts',
  },
  ...['src/graphql/server.ts', 'src/modules/feeds/graphql/feed.ts'].map((from) => ({
    rule: 'graphql-reads-through-pothos',
    from,
    to: 'src/generated/prisma/client.ts',
  })),

  {
    rule: 'shared-knows-no-module',
    from: 'src/shared/infrastructure/events/EventHandlerRegistry.ts',
    to: 'src/modules/cards/index.ts',
  },
  {
    rule: 'shared-knows-no-module',
    from: 'src/shared/application/EventCodec.ts',
    to: 'src/modules/cards/domain/Card.ts',
  },

  ...[
    'src/graphql/server.ts',
    'src/modules/cards/infrastructure/PrismaCardRepository.ts',
    'src/shared/infrastructure/log.ts',
    'src/embedded/postgres.ts',
  ].map((from) => ({ rule: 'only-entries-import-composition', from, to: 'src/composition/config.ts' })),
];

/** Imports that the rules allow, as `[from, to]`: together they must not be reported at all. */
export const allowedImports: readonly (readonly [from: string, to: string])[] = [
  ['src/modules/cards/domain/Card.ts', 'src/modules/cards/domain/CardId.ts'],
  ['src/modules/cards/domain/Card.ts', 'src/shared/domain/AggregateRoot.ts'],
  ['src/modules/cards/application/AddNote.ts', 'src/modules/cards/domain/Card.ts'],
  ['src/modules/cards/application/AddNote.ts', 'src/modules/cards/application/ports.ts'],
  ['src/modules/cards/application/AddNote.ts', 'src/shared/application/UnitOfWork.ts'],
  ['src/modules/cards/application/AddNote.ts', 'src/shared/domain/Result.ts'],
  ['src/modules/feeds/application/recordActivity.ts', 'src/modules/cards/index.ts'],
  ['src/modules/cards/index.ts', 'src/modules/cards/domain/CardId.ts'],
  ['src/modules/cards/index.ts', 'src/shared/domain/UniqueEntityID.ts'],
  ['src/modules/cards/infrastructure/PrismaCardRepository.ts', 'src/generated/prisma/client.ts'],
  ['src/modules/cards/infrastructure/PrismaCardRepository.ts', 'zod'],
  ['src/modules/cards/infrastructure/PrismaCardRepository.ts', 'src/modules/cards/domain/Card.ts'],
  ['src/modules/cards/graphql/Card.ts', 'src/graphql/builder.ts'],
  ['src/modules/cards/graphql/Card.ts', 'src/modules/curators/index.ts'],
  ['src/modules/cards/graphql/Card.ts', 'src/modules/cards/application/AddNote.ts'],
  ['src/modules/cards/graphql/Card.ts', '@pothos/core'],
  ['src/graphql/schema.ts', 'src/modules/cards/graphql/Card.ts'],
  ['src/graphql/builder.ts', 'src/generated/pothos.ts'],
  ['src/graphql/context.ts', 'src/generated/prisma/client.ts'],
  ['src/shared/infrastructure/database/PrismaUnitOfWork.ts', 'src/shared/application/UnitOfWork.ts'],
  ['src/shared/infrastructure/database/PrismaUnitOfWork.ts', 'pg'],
  ['src/composition/createApp.ts', 'src/modules/cards/infrastructure/PrismaCardRepository.ts'],
  ['src/composition/createApp.ts', 'src/composition/config.ts'],
  ['src/commands/doctor.ts', 'src/composition/createApp.ts'],
  ['src/cli.ts', 'src/commands/doctor.ts'],
  ['src/cli.ts', 'src/composition/config.ts'],
  ['src/main.ts', 'src/composition/createApp.ts'],
  ['src/main.ts', 'src/graphql/schema.ts'],
];
