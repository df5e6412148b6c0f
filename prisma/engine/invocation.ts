import { parseArgs } from 'node:util';
import { z } from 'zod';

const datasourceSchema = z.object({
  url: z.string().min(1).optional(),
  shadowDatabaseUrl: z.string().min(1).optional(),
});
const urlSchema = z.string({ error: 'cli needs --datasource with a url' });
const commandSchema = z.enum(['can-connect-to-database', 'create-database', 'drop-database']);

/** The `datasource` of prisma.config.ts, as the CLI hands it over. */
export type Datasource = z.infer<typeof datasourceSchema>;
export type Command = z.infer<typeof commandSchema>;

export type Invocation =
  | { kind: 'version' }
  | { kind: 'command'; command: Command; url: string }
  | { kind: 'serve'; datamodels: string[]; datasource: Datasource };

/** Reads the command line that Prisma's CLI builds for its engine. Throws on an option or a command that it does not know. */
export function parseInvocation(args: string[]): Invocation {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      version: { type: 'boolean', short: 'V' },
      datasource: { type: 'string' },
      datamodels: { type: 'string', multiple: true },
      // Handed over by the CLI, but the WebAssembly build has no place for them.
      'enabled-preview-features': { type: 'string' },
      'extension-types': { type: 'string' },
    },
  });
  if (values.version) return { kind: 'version' };

  const datasource = datasourceSchema.parse(JSON.parse(values.datasource ?? '{}'));
  const [mode, command] = positionals;
  if (mode === 'cli')
    return { kind: 'command', command: commandSchema.parse(command), url: urlSchema.parse(datasource.url) };
  return { kind: 'serve', datamodels: values.datamodels ?? [], datasource };
}
