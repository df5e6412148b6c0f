// Changes what is left of large collections, as a worker does, so many activities in a transaction, until nothing is left.
import process from 'node:process';
import { ReshowingChore } from '../../../src/modules/feeds/infrastructure/ReshowingChore.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { log as logger } from '../../support/log.ts';

const [url = '', activitiesAtOnce = ''] = process.argv.slice(2);

await using database = new Database({ url, poolSize: 1, logger });
await new ReshowingChore({ database, onChanged: () => {}, activitiesAtOnce: Number(activitiesAtOnce) }).run();
