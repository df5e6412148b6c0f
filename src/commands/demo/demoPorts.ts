import { choosePort, isPortFree } from '../../embedded/ports.ts';
import { ConfigurationError } from '../../shared/infrastructure/ConfigurationError.ts';

export interface DemoPorts {
  readonly one: number;
  readonly two: number;
  /** It answers no more than questions about its health. */
  readonly worker: number;
}

const usualPort = 4001;

/**
 * For instances 1 and 2 the port that was asked for and the next one; unasked 4001 and 4002, each if it is free, else any free one. 0:
 * any. Rejects with ConfigurationError when one that was asked for is taken.
 */
export async function chooseDemoPorts(asked: number | undefined): Promise<DemoPorts> {
  if (asked) await requireFree([asked, asked + 1]);
  const preferred = asked === 0 ? undefined : (asked ?? usualPort);
  const one = await choosePort(preferred);
  const two = await choosePortBut([one], preferred && preferred + 1);
  return { one, two, worker: await choosePortBut([one, two], undefined) };
}

async function requireFree(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    throw new ConfigurationError(
      `Port ${port} is taken: name others by --port, or leave it out to have free ones found`,
    );
  }
}

/** A free port that was not given away already, though nobody listens on it yet. */
async function choosePortBut(given: readonly number[], preferred: number | undefined): Promise<number> {
  const port = await choosePort(preferred);
  return given.includes(port) ? choosePortBut(given, undefined) : port;
}
