import { copyFile } from 'node:fs/promises';
import { schemaFile } from '../drift/schemaFile.ts';
import { baselineFile } from './baselineFile.ts';

// `npm run schema:baseline`, with each release: from now on clients rely on the schema as it is.
await copyFile(schemaFile, baselineFile);
