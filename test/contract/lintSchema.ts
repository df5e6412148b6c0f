import path from 'node:path';
import { ESLint } from 'eslint';
import { schemaRules } from './schemaRules.ts';

const configFile = path.join(import.meta.dirname, 'eslint.config.mjs');

/** The rules that a schema breaks, and in which words each. */
export async function lintSchema(schema: string): Promise<{ readonly rule: string; readonly message: string }[]> {
  const eslint = new ESLint({
    overrideConfigFile: configFile,
    // Rules look at the whole schema, beside the text.
    overrideConfig: { languageOptions: { parserOptions: { graphQLConfig: { schema } } }, rules: schemaRules },
  });
  const results = await eslint.lintText(schema, { filePath: 'schema.graphql' });
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => ({
      rule: ruleId?.replace('@graphql-eslint/', '') ?? 'parser',
      message: `${message} (line ${line})`,
    })),
  );
}
