import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { messageOf } from './errno.ts';

const answerTimeoutMs = 3_000;

export interface RedisIdentity {
  readonly pid: number;
  readonly version: string;
  /** Where it keeps its data. */
  readonly directory: string;
  /** It still reads its data and refuses commands until then. */
  readonly loading: boolean;
}

/**
 * Asks the server on a port of the loopback address who it is, over a bare socket: a client library would try again, and
 * complain on the console about a stranger. Returns the reason if it does not answer as ours would, at most 3 s later.
 */
export async function askRedisWhoItIs(address: {
  port: number;
  password: string;
}): Promise<RedisIdentity | { refusal: string }> {
  try {
    const reply = await conversation(
      address.port,
      ['AUTH', address.password],
      ['CONFIG', 'GET', 'dir'],
      ['INFO'],
      ['QUIT'],
    );
    return parse(reply) ?? { refusal: `another server answers there: ${reply.slice(0, 60).trim()}` };
  } catch (error) {
    return { refusal: messageOf(error) };
  }
}

async function conversation(port: number, ...commands: string[][]): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const deadline = setTimeout(
    () => socket.destroy(new Error(`no answer in ${answerTimeoutMs / 1000} s`)),
    answerTimeoutMs,
  );
  try {
    await once(socket, 'connect');
    socket.write(commands.map((command) => `${command.join(' ')}\r\n`).join(''));
    return await text(socket); // the server closes after QUIT
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

/** +OK for the password, then the directory as an array of two bulk strings, then INFO's lines. */
function parse(reply: string): RedisIdentity | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r$`, 'm').exec(reply)?.[1];
  const directory = /^\+OK\r\n\*2\r\n\$3\r\ndir\r\n\$\d+\r\n(.*)\r\n/.exec(reply)?.[1];
  const pid = Number(field('process_id'));
  const version = field('redis_version');
  if (!directory || !pid || !version) return undefined;
  return { pid, version, directory, loading: field('loading') === '1' };
}
