import type { CodegenConfig } from '@graphql-codegen/cli';

/**
 * Typed operations for clients and tests: `graphql('query …')` in a file named `*.operations.ts` gives a string that
 * knows its result and its variables. It is sent as it is, by fetch or graphql-ws, so no client parses GraphQL.
 */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['{src,test,docs}/**/*.operations.ts'],
  ignoreNoDocuments: true,
  importExtension: '.ts',
  emitLegacyCommonJSImports: false,
  generates: {
    'src/generated/graphql/': {
      preset: 'client',
      presetConfig: {
        fragmentMasking: false,
        // persisted-documents.json, for TRUSTED_DOCUMENTS; each document knows its hash (`__meta__`).
        persistedDocuments: { mode: 'embedHashInDocument', hashAlgorithm: 'sha256' },
      },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        // As they travel: JSON knows neither.
        scalars: { DateTime: 'string', URL: 'string' },
      },
    },
  },
};

export default config;
