import { describe, expect, it } from 'vitest';
import { choosePort } from '../../src/embedded/ports.ts';
import { startEmbedded } from '../../src/embedded/startEmbedded.ts';
import { createTestDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { log } from '../support/log.ts';
import { NodeProcess } from '../support/NodeProcess.ts';
import { cli, runCommand } from './runCommand.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

/** Opens it without a browser, waits until it answers, and ends it as Ctrl-C does. */
async function openAndClose(env: Readonly<Record<string, string>>): Promise<{ code: number | null; status: number }> {
  const port = String(await choosePort(undefined));
  await using studio = NodeProcess.start([cli, 'studio', '--port', port, '--browser', 'none'], env);
  const status = await eventually(async () => (await fetch(`http://localhost:${port}/`)).status, { withinMs: 30_000 });
  studio.signal('SIGINT');
  return { code: (await studio.end()).code, status };
}

describe('npm run studio', () => {
  it('opens on the database of DATABASE_URL, with the options for Prisma, and ends when it is told to', async () => {
    await using database = await createTestDatabase();

    expect(await openAndClose({ DATABASE_URL: database.url })).toEqual({ code: 0, status: 200 });
  });

  it('finds the embedded database of a server that runs', async () => {
    await using data = await temporaryDirectory();
    const options = { dataDir: data.directory, need: { postgres: true, redis: false }, log, durable: false };
    await using _embedded = await startEmbedded(options);

    expect(await openAndClose({ DATA_DIR: data.directory })).toEqual({ code: 0, status: 200 });
  });

  it('without any database: what to do, exit code 69', async () => {
    await using data = await temporaryDirectory();

    expect(await runCommand(['studio'], { DATA_DIR: data.directory })).toEqual({
      code: 69,
      stdout: '',
      stderr: 'No database is running: start one with npm start in another terminal, or set DATABASE_URL\n',
    });
  });
});
