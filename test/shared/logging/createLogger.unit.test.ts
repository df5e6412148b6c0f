import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { redactText, withoutCredentials } from '../../../src/shared/infrastructure/logging/redact.ts';
import { memoryLogger } from './memoryLogger.ts';

it('writes a line of JSON with time, level by name, fields and message', async () => {
  const { logger, lines, entries } = await memoryLogger();

  logger.info({ role: 'api' }, 'ready');

  expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
  expect(entries()).toEqual([
    { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), process: process.pid, role: 'api', msg: 'ready' },
  ]);
});

it('leaves out what is below its level', async () => {
  const { logger, entries } = await memoryLogger('warn');

  logger.info({}, 'small talk');
  logger.warn({}, 'careful');

  expect(entries()).toEqual([expect.objectContaining({ msg: 'careful' })]);
});

it('a child adds its fields to each line', async () => {
  const { logger, entries } = await memoryLogger();

  logger.child({ requestId: 'abc' }).child({ operation: 'feed' }).fatal({ ms: 3 }, 'request');

  expect(entries()).toEqual([expect.objectContaining({ requestId: 'abc', operation: 'feed', ms: 3, level: 'fatal' })]);
});

it('errors keep their stack and their causes', async () => {
  const { logger, entries } = await memoryLogger();

  logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');

  expect(entries()).toEqual([
    expect.objectContaining({
      err: {
        type: 'Error',
        message: 'outer',
        stack: expect.stringContaining('createLogger.unit.test'),
        cause: { type: 'Error', message: 'inner', stack: expect.stringContaining('createLogger.unit.test') },
      },
    }),
  ]);
});

it('of errors nothing is written but what they are, say and came from', async () => {
  const { logger, lines, entries } = await memoryLogger();
  const client = { secretKey: 'lovelace', connection: { key: 'lovelace' } };

  logger.error({ err: Object.assign(new Error('broken'), { code: 'ECONNRESET', client }) }, 'failed');

  expect(entries()).toEqual([
    expect.objectContaining({
      err: { type: 'Error', message: 'broken', code: 'ECONNRESET', stack: expect.any(String) },
    }),
  ]);
  expect(lines.join('')).not.toContain('lovelace');
});

describe('secrets', () => {
  it.each<[string, object]>([
    ['a token under its name', { token: 'lovelace' }],
    ['a header', { headers: { Authorization: 'Bearer lovelace' } }],
    ['deep inside', { a: { b: { c: { d: { password: 'love"lace\\' } } } } }],
    ['connection parameters', { connectionParams: { anything: 'lovelace' } }],
    ['connection parameters of something', { socket: { connectionParams: { anything: 'lovelace' } } }],
    ['connection parameters further down', { a: { socket: { connectionParams: { anything: 'lovelace' } } } }],
    ['connection parameters in a list', { sockets: [{ connectionParams: { anything: 'lovelace' } }] }],
    ['a password in a URL', { url: 'postgresql://ada:lovelace@db:5432/commonplace' }],
    ['a password without a user', { url: 'redis://:lovelace@redis' }],
    ['a password after the question mark', { url: 'postgresql://db/x?user=ada&password=lovelace&ssl=1' }],
    ['in the text of an error', { err: new Error('cannot connect to redis://default:lovelace@redis:6379') }],
    ['a password that is a number', { password: 10_815_186_112 }],
    ['cookies, of which there are several', { headers: { 'set-cookie': ['a="lovelace]"; Path=/', 'b=love\\lace\\'] } }],
    ['headers as they came', { rawHeaders: ['Authorization', 'Bearer lovelace-lovelace'] }],
    ['headers as they are sent', { sent: 'GET / HTTP/1.1\r\nCookie: sid=lovelace; b=lovelace\r\nHost: x\r\n' }],
    ['a token at the beginning of a line', { sent: 'token:\nBearer lovelace-lovelace\nbasic lovelace-lovelace' }],
    ['a key of an API', { headers: { 'X-Api-Key': 'lovelace' } }],
    ['JSON inside a string', { body: JSON.stringify({ password: 'lovelace', kept: true }) }],
  ])('%s is redacted', async (_where, fields) => {
    const { logger, lines, entries } = await memoryLogger();

    logger.info(fields, 'something');

    expect(entries()).toHaveLength(1);
    expect(lines.join()).toContain('[redacted]');
    expect(lines.join()).not.toMatch(/lovelace|lace\\|10815186112/);
  });

  describe('in errors', () => {
    const url = 'postgresql://ada:lovelace@db:5432/commonplace';
    /** As ioredis makes it of an answer of Redis: with the command, arguments and all. */
    const replyError = Object.assign(new Error("ERR unknown command 'AUTHX', with args beginning with: "), {
      name: 'ReplyError',
      command: { name: 'auth', args: ['default', 'lovelace'] },
    });
    const prismaErrors = [
      new Prisma.PrismaClientInitializationError(
        `Error parsing connection string ${url}: invalid port`,
        '7.10.0',
        'P1013',
      ),
      new Prisma.PrismaClientKnownRequestError(`Raw query failed: connection to ${url} was refused`, {
        code: 'P2010',
        clientVersion: '7.10.0',
        meta: { driverAdapterError: new Error(url, { cause: { password: 'lovelace', url } }), query: 'SELECT 1' },
      }),
    ];

    it.each<[string, object]>([
      ['of Prisma, before there is a connection', { err: prismaErrors[0] }],
      ['of Prisma, with those of the driver', { err: prismaErrors[1] }],
      ['of Redis', { err: replyError }],
      ['of Redis, under another name', { failure: replyError }],
      ['of Redis, further down', { outcome: { failures: [replyError] } }],
      ['as a cause', { err: new Error('outer', { cause: new Error('inner', { cause: replyError }) }) }],
      ['that is no error, as a cause', { err: new Error('outer', { cause: { password: 'lovelace' } }) }],
      ['that is no error', { err: { password: 'lovelace' } }],
      ['among several', { err: new AggregateError([replyError, new Error(url)], `2 failed, at ${url}`) }],
      ['among several, as a cause', { err: new Error('outer', { cause: new AggregateError([new Error(url)]) }) }],
    ])('%s nothing of them is left, and what they say is', async (_which, fields) => {
      const { logger, lines, entries } = await memoryLogger();

      logger.error(fields, 'failed');

      expect(entries()).toHaveLength(1);
      expect(lines.join()).not.toContain('lovelace');
      expect(lines.join()).toMatch(/unknown command|\[redacted\]/);
    });
  });

  it('connection parameters that a child adds are redacted', async () => {
    const { logger, lines } = await memoryLogger();

    logger.child({ connectionParams: { anything: 'lovelace' } }).info({}, 'something');

    expect(lines.join()).toContain('"connectionParams":"[redacted]"');
    expect(lines.join()).not.toContain('lovelace');
  });

  it('what is beside them is written as it is, and what was logged is not changed', async () => {
    const { logger, entries } = await memoryLogger();
    const at = new Date(0);
    const fields = { at, socket: { id: 7, connectionParams: 'lovelace' }, list: [1, { at }] };

    logger.info(fields, 'something');

    const written = {
      at: at.toJSON(),
      socket: { id: 7, connectionParams: '[redacted]' },
      list: [1, { at: at.toJSON() }],
    };
    expect(entries()).toEqual([expect.objectContaining(written)]);
    expect(fields.socket.connectionParams).toBe('lovelace');
  });

  it('a token anywhere, also in the message', async () => {
    const token = await new SignJWT().setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('secret'));
    const { logger, lines } = await memoryLogger();

    logger.child({ seen: token }).info({ list: [`bearer ${token}`] }, `got ${token}`);

    expect(lines.join()).not.toContain(token.split('.')[1]);
    expect(lines.join()).not.toContain(token.split('.')[2]);
  });

  it.each([
    'https://example.com/a?mail=ada@example.com',
    'http://127.0.0.1:4000/graphql',
    'the Bearer scheme',
    '{"claimToken":"0190","tokens":3,"secretary":"ada"}',
  ])('%s is none', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('a URL without credentials says where', () => {
    expect(withoutCredentials('postgresql://ada:lovelace@db:5432/commonplace?password=x')).toBe(
      'postgresql://db:5432/commonplace',
    );
  });
});
