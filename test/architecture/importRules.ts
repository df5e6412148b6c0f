import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

/** One of the project's import rules: what may not be imported from where, and why. */
export interface ImportRule extends IRegularForbiddenRuleType {
  name: string;
  comment: string;
}

const graphqlFolders = ['^src/graphql/', '^src/modules/[^/]+/graphql/'];
const operatorEntry = '^src/(main|cli)\\.ts$';

/**
 * The import rules. `$1` in `to` stands for what the first group in `from` matched: the importer's own module.
 *
 * Where a layer may see little, the rule lists what is allowed: an import that cannot be resolved, or a package that
 * nobody thought of, is then a violation and not a gap. Type-only imports count like any other.
 */
export const importRules: readonly ImportRule[] = [
  {
    name: 'no-cycles',
    comment: 'Files that import each other can neither be read nor tested apart.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'domain-imports-domain-alone',
    comment: 'The domain is pure: no package, no node: module, no other layer.',
    from: { path: '^src/(modules/[^/]+|shared)/domain/' },
    to: { pathNot: '^src/(modules/[^/]+|shared)/domain/' },
  },
  {
    name: 'domains-are-apart',
    comment: "A module's domain never imports another's; what both need belongs to src/shared/domain.",
    from: { path: '^src/modules/([^/]+)/domain/' },
    to: { path: '^src/modules/[^/]+/domain/', pathNot: '^src/modules/$1/' },
  },
  {
    name: 'application-sees-domain-and-ports',
    comment:
      'Use cases and handlers know aggregates and ports: no adapter, no generated code, no package, no node: module.',
    from: { path: '^src/(modules/[^/]+|shared)/application/' },
    // Other modules are the business of modules-meet-at-index and of shared-knows-no-module.
    to: { pathNot: ['^src/($1|shared)/(domain|application)/', '^src/(?!$1/)modules/'] },
  },
  {
    name: 'modules-meet-at-index',
    comment:
      "Of another module only its index.ts may be imported: its events and ids, and what it offers to others' code.",
    // The domain may not even see that much: see domain-imports-domain-alone and domains-are-apart.
    from: { path: '^src/modules/([^/]+)/(?!domain/)' },
    to: { path: '^src/modules/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
  },
  {
    name: 'index-offers-no-adapter',
    comment:
      "An index.ts shows events, ids and ports; an adapter behind it would reach other modules' use cases unseen.",
    from: { path: '^src/(modules/[^/]+)/index\\.ts$' },
    to: { pathNot: '^src/($1|shared)/(domain|application)/' },
  },
  {
    name: 'graphql-sees-no-infrastructure',
    comment: 'GraphQL types and fields call use cases and ports; they open no connection and know no adapter.',
    from: { path: graphqlFolders },
    to: {
      path: [
        '^src/(modules/[^/]+|shared)/infrastructure/',
        '^src/embedded/',
        'node_modules/(@prisma|pg|ioredis|bullmq|graphql-redis-subscriptions)/',
      ],
    },
  },
  {
    name: 'graphql-reads-through-pothos',
    comment: "Prisma's client reaches GraphQL through the builder and the context; read models go through Pothos.",
    from: { path: graphqlFolders, pathNot: '^src/graphql/(builder|context)\\.ts$' },
    to: { path: '^src/generated/' },
  },
  {
    name: 'shared-knows-no-module',
    comment: 'src/shared serves every module; the composition root hands it what it needs of one.',
    from: { path: '^src/shared/' },
    to: { path: '^src/modules/' },
  },
  {
    name: 'only-entries-import-composition',
    comment: 'Wiring is seen by main.ts, cli.ts, the operator commands and tests alone; all else is handed its parts.',
    from: { path: '^src/', pathNot: [operatorEntry, '^src/(commands|composition)/'] },
    to: { path: '^src/composition/' },
  },
];
