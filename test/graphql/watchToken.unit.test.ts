import { expect, it } from 'vitest';
import { watchToken } from '../../src/graphql/watchToken.ts';
import { AuthenticationUnavailableError } from '../../src/shared/application/TokenVerifier.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { eventually } from '../support/eventually.ts';
import { recordingLog } from '../support/log.ts';

const token = { curatorId: CuratorId.create('did:plc:ada').unwrap(), expiresAt: new Date(Date.now() + 3_600_000) };

const outage = new AuthenticationUnavailableError('the keys are out of reach');
const bug = new TypeError('a bug');

it.each([
  ['that the issuer is away is in the log already', outage, undefined],
  ['what nobody expects is a warning', bug, { level: 'warn', fields: { err: bug } }],
])('a token that cannot be verified again stays good: %s', async (_why, error, line) => {
  const log = recordingLog();
  const ended: string[] = [];
  let tries = 0;
  const authenticate = (): Promise<never> => {
    tries += 1;
    return Promise.reject(error);
  };
  using _watch = watchToken(
    { authorization: 'Bearer x', token, ended: (reason) => ended.push(reason) },
    { authenticate, clock: { now: () => new Date() }, logger: log, recheckMs: 1 },
  );

  await eventually(() => tries > 1);

  if (line) expect(log.lines[0]).toMatchObject(line);
  else expect(log.lines).toEqual([]);
  expect(ended).toEqual([]);
});
