import { writeFile } from 'node:fs/promises';
import { schemaFile, schemaText } from './schemaFile.ts';

// `npm run schema`
await writeFile(schemaFile, schemaText());
