import * as graphql from '@graphql-eslint/eslint-plugin';

// How GraphQL is read, for lintSchema.ts: the types of the plugin and of ESLint do not go together. The rules are in schemaRules.ts.
export default {
  files: ['**/*.graphql'],
  languageOptions: { parser: graphql.parser },
  plugins: { '@graphql-eslint': { rules: graphql.rules } },
};
