import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { choosePort } from '../../src/embedded/ports.ts';
import { isAlive } from '../../src/embedded/processes.ts';
import { ApiClient } from '../support/ApiClient.ts';
import { AddUrl, FeedChanged, FeedPage, Notifications, Viewer } from '../support/client.operations.ts';
import { createEmptyDatabase, createTestDatabase } from '../support/database.ts';
import { query } from '../support/databaseServer.ts';
import { eventually } from '../support/eventually.ts';
import { NodeProcess } from '../support/NodeProcess.ts';
import { testRedis } from '../support/redis.ts';
import { type DemoGuide, paste, readGuide } from './demoGuide.ts';
import { cli, runCommand } from './runCommand.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const following = { following: true };
const names = ['instance-1', 'instance-2', 'worker'] as const;
const startMs = 60_000;
/** For what takes moments, on a machine that does much else. */
const workMs = 20_000;

/** What a demo needs: a database, a Redis and a directory of its own. */
async function surroundings() {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createTestDatabase());
  const redis = opened.use(testRedis());
  const { directory } = opened.use(await temporaryDirectory());
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    REDIS_PREFIX: redis.prefix,
    DATA_DIR: directory,
    CARD_METADATA: 'off',
  };
  const parts = opened.move();

  return {
    env,
    start: (): NodeProcess => NodeProcess.start([cli, 'demo', '--port', '0'], env),
    /** Of the instances. Rejects until all have written to their logs. */
    pids: (): Promise<number[]> =>
      Promise.all(names.map((name) => pidIn(path.join(directory, 'demo/logs', `${name}.log`)))),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function pidIn(logFile: string): Promise<number> {
  const pid = /"process":(\d+)/.exec(await readFile(logFile, 'utf8'))?.[1];
  if (pid === undefined) throw new Error(`${logFile} does not say yet`);
  return Number(pid);
}

/** Waits until it has said all that it says at the start. */
async function guideOf(demo: NodeProcess): Promise<DemoGuide> {
  await eventually(() => demo.written.stdout.includes('Ctrl-C ends') || demo.hasEnded, { withinMs: startMs });
  return readGuide(demo.written.stdout + demo.written.stderr);
}

function clientOf(url: string, token: string | undefined): ApiClient {
  return new ApiClient(url.replace('/graphql', ''), token);
}

/** What Bob has before him, once the worker has done its part: until then a notification may give way to one that says more. */
async function contentOf(demo: NodeProcess, databaseUrl: string) {
  const { two, tokens } = await guideOf(demo);
  const undone = 'SELECT FROM event_deliveries WHERE done_at IS NULL AND dead_at IS NULL';
  await using bob = clientOf(two, tokens.get('did:plc:bob'));
  const notifications = await eventually(
    async () => {
      expect(await query(databaseUrl, undone)).toEqual([]);
      const sent = (await bob.send(Notifications, {})).notifications.nodes;
      expect(sent).toHaveLength(4);
      return sent;
    },
    { withinMs: workMs },
  );
  const { nodes } = (await bob.send(FeedPage, { feed: { global: true } })).feed;
  return { notifications, feed: nodes, actors: new Set(nodes.map(({ actor }) => actor.did)) };
}

/** What comes for a pasted command line that does not end. */
async function stream(command: string): Promise<{ readonly text: string } & Disposable> {
  const ending = new AbortController();
  const { body } = await paste(command, ending.signal);
  const received: string[] = [];
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read())
      received.push(part.value);
  };
  read().catch((error: unknown) => {
    if (!ending.signal.aborted) throw error;
  });
  return {
    get text() {
      return received.join('');
    },
    [Symbol.dispose]: () => ending.abort(),
  };
}

/** As by hand, in two terminals. From when on Bob watches is not told: Ada saves another link until he sees one, which is returned. */
async function saveUntilSeen({ watch, save }: Pick<DemoGuide, 'watch' | 'save'>): Promise<string> {
  using watched = await stream(watch);
  return await eventually(
    async () => {
      const answer = await (await paste(save)).text();
      const url = /https:\/\/example\.org\/\d+/.exec(answer)?.[0] ?? `no link in ${answer}`;
      await eventually(() => expect(watched.text).toContain(url), { withinMs: 1_000 });
      return url;
    },
    { withinMs: workMs },
  );
}

async function interrupt(demo: NodeProcess): Promise<number | null> {
  demo.signal('SIGINT');
  return (await demo.end()).code;
}

describe('npm run demo', { timeout: 120_000 }, () => {
  it('prints what works: tokens, a link, and command lines by which a card crosses from one instance to the other', async () => {
    await using around = await surroundings();
    await using demo = around.start();
    const { one, two, tokens, link, headers, ...commands } = await guideOf(demo);

    expect([...tokens.keys()]).toEqual(['did:plc:ada', 'did:plc:bob', 'did:plc:grace']);
    for (const [did, token] of tokens) {
      for (const url of [one, two]) {
        await using client = clientOf(url, token);
        expect((await client.send(Viewer, {})).viewer).toMatchObject({ did });
      }
    }

    const page = await fetch(link, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<title>Commonplace</title>');
    expect(commands.watch).toContain(link.searchParams.get('query'));
    expect(headers).toEqual({ authorization: `Bearer ${tokens.get('did:plc:bob')}` });

    const saved = await saveUntilSeen(commands);
    expect(await (await paste(commands.read)).text()).toContain(saved);

    await using ada = clientOf(one, tokens.get('did:plc:ada'));
    await using bob = clientOf(two, tokens.get('did:plc:bob'));
    const { liveCursor } = (await bob.send(FeedPage, { feed: following })).feed;
    using changes = bob.subscribe(FeedChanged, { feed: following, after: liveCursor });
    const url = 'https://example.org/over-a-socket';
    await ada.send(AddUrl, { url });
    expect(await changes.first(() => true, workMs)).toMatchObject({ feedChanged: { item: { card: { url } } } });
    expect(await interrupt(demo)).toBe(0);
  });

  it('a second start changes nothing, and an instance that dies is reported, also at the end', async () => {
    await using around = await surroundings();
    await using first = around.start();
    const content = await contentOf(first, around.env.DATABASE_URL);
    expect(content.actors).toEqual(new Set(['did:plc:ada', 'did:plc:bob', 'did:plc:grace']));
    const pids = await around.pids();
    expect(pids.map(isAlive)).toEqual([true, true, true]);
    expect(await interrupt(first)).toBe(0);
    expect(pids.map(isAlive)).toEqual([false, false, false]);

    await using second = around.start();
    expect(await contentOf(second, around.env.DATABASE_URL)).toEqual(content);
    const [, , worker = Number.NaN] = await around.pids();
    process.kill(worker, 'SIGKILL');
    await eventually(() => second.written.stderr.includes('worker has ended by SIGKILL'), { withinMs: workMs });
    expect(second.written.stderr).toContain('Still running: instance 1, instance 2.');
    expect(await interrupt(second)).toBe(1);
  });

  it('a killed one leaves no instance behind', async () => {
    await using around = await surroundings();
    await using demo = around.start();
    const pids = await eventually(() => around.pids(), { withinMs: startMs });
    demo.signal('SIGKILL');

    await eventually(() => pids.every((pid) => !isAlive(pid)), { withinMs: workMs });
  });
});

describe('a demo that cannot start', () => {
  it.each([
    ['in production', { NODE_ENV: 'production' }, 78, 'The demo makes tokens for everybody: unset NODE_ENV'],
    [
      'with tokens of an issuer',
      { AUTH_JWKS_URL: 'https://auth.example.com', AUTH_ISSUER: 'x', AUTH_AUDIENCE: 'y' },
      78,
      'AUTH_JWKS_URL is set',
    ],
    ['with a Redis that does not answer', { REDIS_URL: 'redis://127.0.0.1:1' }, 78, 'start it, or unset REDIS_URL'],
    [
      'without any Redis',
      { REDIS_URL: '', REDIS_SERVER: '/nowhere/redis-server' },
      78,
      'There is no Redis: install it',
    ],
    ['with a wrong configuration', { PORT: 'abc' }, 78, 'PORT is "abc"'],
  ])('%s: says what to do', async (_, env, code, message) => {
    await using around = await surroundings();

    const end = await runCommand(['demo', '--port', '0'], { ...around.env, ...env });

    expect(end).toMatchObject({ code, stderr: expect.stringContaining(message) });
    expect(end.stderr.trim()).not.toContain('\n');
  });

  it('a port that is taken is named', async () => {
    await using around = await surroundings();
    const port = await choosePort(undefined);
    await using server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');

    expect(await runCommand(['demo', '--port', String(port)], around.env)).toMatchObject({
      code: 78,
      stderr: `Port ${port} is taken: name others by --port, or leave it out to have free ones found\n`,
    });
  });

  it.each(['abc', '65535', '-1'])('--port %s is refused', async (port) => {
    expect(await runCommand(['demo', `--port=${port}`])).toMatchObject({
      code: 64,
      stderr: `--port is "${port}": it must be a whole number from 0 to 65534\n`,
    });
  });

  it('an instance that ends before it is ready: what it said, and the end of the others', async () => {
    await using around = await surroundings();
    await using database = await createEmptyDatabase();
    await query(database.url, 'CREATE TABLE somebody_elses (id int)');

    const { code, stderr } = await runCommand(['demo', '--port', '0'], { ...around.env, DATABASE_URL: database.url });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^(instance [12]|worker) ended with exit code 78: .*\(from .*\.log\)\n$/);
    const pids = await around.pids();
    expect(pids.map(isAlive)).toEqual([false, false, false]);
  });
});
