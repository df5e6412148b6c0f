import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TrustedDocuments } from '../../src/graphql/documents/TrustedDocuments.ts';
import { plainRequest } from '../../src/graphql/http/plainRequest.ts';
import type { UseCases } from '../../src/graphql/useCases.ts';
import { err, ok } from '../../src/shared/domain/Result.ts';
import { type RawRequest, requestTable, trusted, trustedHash, unlucky } from './requestTable.ts';
import { curator } from './rows.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const useCases: Partial<UseCases> = {
  ensureCurator: {
    execute: async (curatorId) => {
      if (curatorId.value === unlucky) throw new Error('password=hunter2');
    },
  },
  unfollow: {
    execute: async ({ target }) => {
      if (target.id.value.endsWith('broken')) throw new Error('password=hunter2');
      return target.id.value.endsWith('nobody') ? err({ kind: 'curator-not-found' }) : ok({ target });
    },
  },
};

const trustedDocuments = new TrustedDocuments({ documents: new Map([[trustedHash, trusted]]), required: false });

let direct: TestServer;
let throughYoga: TestServer;
beforeAll(async () => {
  const start = async (directWay: boolean): Promise<TestServer> => {
    const server = await startTestServer({
      useCases,
      server: { introspection: false, graphiql: false, trustedDocuments, directWay },
    });
    for (const did of ['did:plc:ada', 'did:plc:bob']) await curator(server.prisma, did);
    return server;
  };
  [direct, throughYoga] = await Promise.all([start(true), start(false)]);
});
afterAll(async () => {
  await direct[Symbol.asyncDispose]();
  await throughYoga[Symbol.asyncDispose]();
});
beforeEach(() => {
  direct.logged.length = 0;
  throughYoga.logged.length = 0;
});

async function send({ url }: TestServer, { method, search, headers, body }: RawRequest): Promise<IncomingMessage> {
  const length = 'transfer-encoding' in headers ? {} : { 'content-length': body.length };
  const request = httpRequest(`${url}${search}`, { method, headers: { ...headers, ...length }, agent: false });
  request.end(body);
  const [response]: IncomingMessage[] = await once(request, 'response');
  if (!response) throw new Error('no response');
  return response;
}

/** All that a client can see, and all that the log tells. */
async function outcomeOf(server: TestServer, request: RawRequest) {
  const response = await send(server, request);
  const { date: _now, ...answered } = response.headers;
  return {
    status: [response.statusCode, response.statusMessage],
    headers: answered,
    body: (await buffer(response)).toString(),
    logged: server.logged.map(({ level, message, fields }) => [
      level,
      message,
      'err' in fields ? String(fields.err) : undefined,
    ]),
  };
}

/** As Node gives headers of one name: it joins what is a list, and keeps the first of what is not. */
function asRead(headers: RawRequest['headers']): Record<string, string | undefined> {
  const read = Object.entries(headers).map(([name, value]) => {
    const values = [value].flat();
    return [name, name === 'accept' ? values.join(', ') : values[0]] as const;
  });
  return Object.fromEntries(read);
}

it.each(requestTable)('%s: the same both ways', async (_what, isPlain, request) => {
  const outcome = await outcomeOf(direct, request);

  expect(outcome).toEqual(await outcomeOf(throughYoga, request));
  expect(outcome.headers['x-request-id']).toBe('fixed');
  expect(JSON.stringify(outcome.headers)).not.toContain('access-control');
  expect(outcome.body).not.toContain('hunter2');
  const { method, headers, body } = request;
  expect(plainRequest({ method, headers: asRead(headers) }, body) !== undefined).toBe(isPlain);
});

it('they are two ways: the direct one does not write its headers as Yoga does', async () => {
  const [[, , request] = []] = requestTable;
  if (!request) throw new Error('the table is empty');

  expect((await send(direct, request)).rawHeaders).toContain('content-type');
  expect((await send(throughYoga, request)).rawHeaders).toContain('Content-Type');
});
