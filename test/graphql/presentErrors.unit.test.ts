import { GraphQLError, Kind, type VariableDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { StalledError } from '../../src/graphql/limits/StalledError.ts';
import { ErrorPresenter, type PresenterOptions } from '../../src/graphql/presentErrors.ts';
import { CursorError } from '../../src/shared/application/live/CursorError.ts';
import { LiveUnavailableError } from '../../src/shared/application/live/LiveUnavailableError.ts';
import { AuthenticationError, AuthenticationUnavailableError } from '../../src/shared/application/TokenVerifier.ts';

function presenter(options: Partial<PresenterOptions> = {}) {
  const logged: unknown[] = [];
  const log = (level: string) => (fields: object) => logged.push({ level, ...fields });
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  return { logged, errors: new ErrorPresenter({ logger, isOutage: () => false, introspection: true, ...options }) };
}

const located = (cause: Error) => new GraphQLError(cause.message, { originalError: cause, path: ['feed', 'nodes', 3] });

describe('what is told of an error', () => {
  it('is what was said on purpose, with the request id', () => {
    const { errors, logged } = presenter();
    const said = new GraphQLError('no such thing', { extensions: { code: 'BAD_USER_INPUT', argument: 'id' } });
    expect(errors.error(located(said), 'r1').toJSON()).toEqual({
      message: 'no such thing',
      path: ['feed', 'nodes', 3],
      extensions: { code: 'BAD_USER_INPUT', argument: 'id', requestId: 'r1' },
    });
    expect(logged).toEqual([]);
  });

  it('suggests nothing of a schema that may not be asked for', () => {
    const { errors } = presenter({ introspection: false });
    const suggests = (suggestion: string) =>
      new GraphQLError(`There is no "titel?" on "Card".${suggestion}`, { extensions: { code: 'X' } });
    for (const suggestion of [
      '',
      ' Did you mean "title"?',
      ' Did you mean to use an inline fragment on "A", "B", or "C"?',
    ]) {
      expect(errors.error(suggests(suggestion), 'r1').message).toBe('There is no "titel?" on "Card".');
    }
  });

  it('suggests nothing either where what the client sent looks like a suggestion', () => {
    const { errors } = presenter({ introspection: false });
    const told = (message: string) =>
      errors.error(new GraphQLError(message, { extensions: { code: 'X' } }), 'r1').message;
    expect(told('a Did you mean b? Did you mean "c"?')).toBe('a Did you mean b?');
    expect(told('a Did you mean b? c?')).toBe('a Did you mean b? c?');
  });

  it.each([true, false])(
    'repeats no more than a little of what the client sent, introspection: %s',
    (introspection) => {
      const { errors } = presenter({ introspection });
      const long = new GraphQLError(`${'x'.repeat(998)}😀 Did you mean "title"?`, { extensions: { code: 'X' } });
      const fits = new GraphQLError('x'.repeat(1_000), { extensions: { code: 'X' } });
      expect(errors.error(long, 'r1').message).toBe(introspection ? `${'x'.repeat(998)}…` : `${'x'.repeat(998)}😀`);
      expect(errors.error(fits, 'r1').message).toBe(fits.message);
    },
  );

  it('never changes the error itself: others may be told of the same', () => {
    const { errors } = presenter();
    const cached = new GraphQLError('Syntax Error', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
    errors.error(cached, 'r1');
    expect(cached.extensions).toEqual({ code: 'GRAPHQL_PARSE_FAILED' });
  });

  it('is nothing of what was unexpected, which is logged', () => {
    const { errors, logged } = presenter();
    const bug = new TypeError('password=hunter2 is not a function');
    expect(errors.error(located(bug), 'r1').toJSON()).toEqual({
      message: 'Internal error',
      path: ['feed', 'nodes', 3],
      extensions: { code: 'INTERNAL', requestId: 'r1' },
    });
    expect(logged).toEqual([{ level: 'error', err: bug, requestId: 'r1' }]);
  });

  it.each([
    ['a value that does not fit its type', new GraphQLError('URL cannot represent secret')],
    ['what is no error', 'a string'],
    ['nothing', undefined],
  ])('is masked for %s', (_what, cause) => {
    const { errors } = presenter();
    const error = cause instanceof GraphQLError ? located(cause) : cause;
    expect(errors.error(error, 'r1').message).toBe('Internal error');
  });

  it('says that an argument was wrong, also when that shows only when its field is resolved', () => {
    const { errors } = presenter();
    const node = { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: 'url' } } as const;
    const error = new GraphQLError('Argument "url" must not be null', { nodes: [node], path: ['follow'] });
    expect(errors.error(error, 'r1').extensions).toEqual({ code: 'BAD_USER_INPUT', requestId: 'r1' });
  });

  it('says that a value was wrong, also when its type threw something else', () => {
    const { errors, logged } = presenter();
    const node = { kind: Kind.VARIABLE_DEFINITION } as VariableDefinitionNode;
    const error = new GraphQLError('Variable "$url" got invalid value "a"; Invalid URL', {
      nodes: [node],
      originalError: new TypeError('Invalid URL'),
    });
    expect(errors.error(error, 'r1').toJSON()).toMatchObject({
      message: 'Variable "$url" got invalid value "a"; Invalid URL',
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
    });
    expect(logged).toEqual([]);
  });

  it('is nothing of what failed before there were fields', () => {
    const { errors } = presenter();
    const wrapped = new GraphQLError('password=hunter2', { originalError: new Error('password=hunter2') });
    expect(errors.error(wrapped, 'r1').message).toBe('Internal error');
  });

  it('says that what is needed cannot be reached', () => {
    const outage = new Error('connect ECONNREFUSED 10.0.0.3:5432');
    const { errors, logged } = presenter({ isOutage: (error) => error === outage });
    const ours = [new LiveUnavailableError(outage), new AuthenticationUnavailableError('no keys'), new StalledError(5)];
    for (const cause of [outage, ...ours]) {
      expect(errors.error(located(cause), 'r1').toJSON()).toMatchObject({
        message: 'Unavailable at the moment: try again later',
        extensions: { code: 'SERVICE_UNAVAILABLE' },
      });
    }
    expect(logged).toHaveLength(4);
  });

  it.each(['INVALID_CURSOR', 'CURSOR_EXPIRED', 'RESYNC_REQUIRED'] as const)('is %s of a live cursor', (code) => {
    const { errors } = presenter();
    expect(errors.error(located(new CursorError(code)), 'r1').extensions.code).toBe(code);
  });
});

describe('the status of a response', () => {
  const statusOf = (error: unknown) => presenter().errors.error(error, 'r1').extensions.http?.status;

  it('is that of the request, if the request as a whole fails', () => {
    expect(statusOf(new AuthenticationError('expired'))).toBe(401);
    expect(statusOf(new Error('bug'))).toBe(500);
    expect(statusOf(new AuthenticationUnavailableError('no keys'))).toBe(503);
  });

  it('is left alone by the errors of fields', () => {
    expect(statusOf(located(new Error('bug')))).toBeUndefined();
  });
});
