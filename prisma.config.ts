import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

if (Number.parseInt(process.versions.node, 10) < 24) {
  throw new Error(
    `Prisma needs Node 24 here, this is ${process.version}: start it with npx or npm run, which use the Node in node_modules.`,
  );
}

// Prisma's CLI would download a native engine; this one runs the same engine's WebAssembly build from the npm registry.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('prisma/schema-engine.ts', import.meta.url));
// The engine is started as a program of its own, by whatever Node comes first: let it be this one.
process.env.PATH = [dirname(process.execPath), process.env.PATH].filter(Boolean).join(delimiter);

const url = process.env.DATABASE_URL;
const shadowDatabaseUrl = process.env.SHADOW_DATABASE_URL;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { ...(url && { url }), ...(shadowDatabaseUrl && { shadowDatabaseUrl }) },
});
