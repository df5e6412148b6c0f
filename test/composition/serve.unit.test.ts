import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { NodeProcess } from '../support/NodeProcess.ts';

const stub = fileURLToPath(new URL('stubServer.ts', import.meta.url));
const services = { DATABASE_URL: 'postgresql://ada:lovelace@db/x', REDIS_URL: 'redis://redis' };

const serverThat = (scenario: string, env: Readonly<Record<string, string>> = services): NodeProcess =>
  NodeProcess.start([stub, scenario], env);

describe.concurrent('a start', () => {
  it('says when it is ready, where, and how long that took', async () => {
    await using server = serverThat('serves');

    const { url, role, startedInMs } = await server.logged('ready');

    expect({ url, role }).toEqual({ url: 'http://127.0.0.1:4000', role: 'all' });
    expect(startedInMs).toBeGreaterThan(10);
    expect(startedInMs).toBeLessThan(20_000);
  });

  it('tells a developer where to go next, and production nothing', async () => {
    const keySet = { AUTH_JWKS_URL: 'https://auth.example.com', AUTH_ISSUER: 'x', AUTH_AUDIENCE: 'y' };
    const said = async (env: Record<string, string>): Promise<string> => {
      await using server = serverThat('serves', { ...services, ...env });
      await server.logged('ready');
      server.signal('SIGTERM');
      return (await server.end()).stdout;
    };

    const development = await said({});
    expect(development).toMatch(/GraphiQL in a browser +http:\/\/127\.0\.0\.1:4000\/graphql\n/);
    expect(development).toContain('npm run -s token -- did:plc:ada');
    const production = await said({ NODE_ENV: 'production', ...keySet });
    expect(production.trim().split('\n')).toEqual(production.match(/^\{.*\}$/gm));
  });

  it('takes the services that the configuration names, and starts the others', async () => {
    await using server = serverThat('serves', { REDIS_URL: 'redis://redis' });

    await server.logged('ready');

    expect(server.log).toContainEqual(expect.objectContaining({ need: { postgres: true, redis: false } }));
    expect(server.log).toContainEqual(
      expect.objectContaining({ databaseUrl: 'postgresql://embedded/x', redisUrl: 'redis://redis' }),
    );
  });

  it('warns of what is odd in the configuration, and goes on', async () => {
    await using server = serverThat('serves', { ...services, AUTH_TOKEN: 'lovelace' });

    await server.logged('ready');

    expect(server.log).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: expect.stringMatching(/^AUTH_TOKEN is not known/) }),
    );
  });

  it('a wrong configuration: a line for each problem, exit code 78', async () => {
    await using server = serverThat('serves', { PORT: 'abc', DATABSE_URL: 'postgresql://ada:lovelace@db' });

    expect(await server.end()).toEqual({
      code: 78,
      stdout: '',
      stderr:
        'PORT is "abc": it must be a whole number from 0 to 65535\nDATABSE_URL is not known: did you mean DATABASE_URL?\n',
    });
  });

  it.each([
    ['has no Redis', 78, 'There is no Redis: three ways out\n', {}],
    ['has a Redis that evicts', 78, 'Redis evicts keys\n', services],
    ['finds no database', 69, 'PostgreSQL did not answer for 60 s\n', services],
  ])('one that %s: exit code %i and one message', async (scenario, code, stderr, env) => {
    await using server = serverThat(scenario, env);

    expect(await server.end()).toMatchObject({ code, stderr });
  });

  it('one that fails stops the embedded services', async () => {
    await using server = serverThat('has a Redis that evicts', {});

    expect(await server.end()).toMatchObject({ code: 78 });
    expect(server.messages).toContain('embedded services stopped');
  });

  it('a bug: exit code 1, and the stack in the log', async () => {
    await using server = serverThat('has a bug at the start');

    expect(await server.end()).toMatchObject({ code: 1 });
    expect(server.log).toContainEqual(
      expect.objectContaining({
        level: 'fatal',
        msg: 'could not start',
        err: expect.objectContaining({ stack: expect.stringContaining('TypeError: undefined is not a function') }),
      }),
    );
  });

  it('nothing in the log gives a password away', async () => {
    await using server = serverThat('serves');
    await server.logged('ready');
    server.signal('SIGTERM');

    const { stdout, stderr } = await server.end();

    expect(stdout + stderr).not.toContain('lovelace');
  });
});

describe.concurrent('an end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s: orderly, the embedded services last, exit code 0', async (signal) => {
    await using server = serverThat('serves', {});
    await server.logged('ready');

    server.signal(signal);

    expect(await server.end()).toMatchObject({ code: 0, stderr: '' });
    const end = server.messages.slice(server.messages.indexOf('ready') + 1);
    expect(end).toEqual([
      'shutting down',
      'not ready any more',
      'workers closed',
      'database closed',
      'embedded services stopped',
      'stopped',
    ]);
  });

  it('while it still waits for its database: at once, exit code 0', async () => {
    await using server = serverThat('waits for its database', {});
    await server.logged('PostgreSQL does not answer yet');

    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 0, stderr: '' });
    expect(server.messages).toContain('embedded services stopped');
  });

  it('one that takes too long: exit code 1, and what hung', async () => {
    await using server = serverThat('hangs at the end');
    await server.logged('ready');

    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 1 });
    expect(server.messages.at(-1)).toBe('shutdown took longer than 1.5 s: still closing the application: workers');
  });

  it('a start that takes too long to be given up: exit code 1', async () => {
    await using server = serverThat('hangs at the start');
    await server.logged('wired');

    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 1 });
    expect(server.messages.at(-1)).toBe('shutdown took longer than 1.5 s: the start did not come to its end');
  });

  it('one that fails closes the rest, exit code 1', async () => {
    await using server = serverThat('fails at the end', {});
    await server.logged('ready');

    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 1 });
    expect(server.messages).toEqual(
      expect.arrayContaining(['database closed', 'embedded services stopped', 'the end was not clean']),
    );
  });

  it('a second signal: at once', async () => {
    await using server = serverThat('hangs at the end');
    await server.logged('ready');
    server.signal('SIGINT');
    await server.logged('shutting down');

    // The terminal and npm both pass one Ctrl-C on: a second one counts half a second later.
    await eventually(() => {
      server.signal('SIGTERM');
      expect(server.hasEnded).toBe(true);
    });

    expect(await server.end()).toMatchObject({ code: 143 });
  });

  it('two signals at the same moment are one wish: npm passes on what the terminal has sent already', async () => {
    await using server = serverThat('hangs at the end');
    await server.logged('ready');

    // Of two equal ones the system may deliver one.
    server.signal('SIGINT');
    server.signal('SIGTERM');

    expect(await server.end()).toMatchObject({ code: 1 });
    expect(server.messages.at(-1)).toMatch(/^shutdown took longer/);
  });

  it('after an error that nobody caught: exit code 1, logged', async () => {
    await using server = serverThat('serves');
    await server.logged('ready');

    server.signal('SIGUSR2');

    expect(await server.end()).toMatchObject({ code: 1 });
    expect(server.log.at(-1)).toMatchObject({
      level: 'fatal',
      origin: 'unhandledRejection',
      err: { message: 'forgotten' },
    });
  });
});
