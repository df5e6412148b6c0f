import { choosePort, isPortFree } from './ports.ts';

const attempts = 5;

/**
 * Starts a server on the preferred port if it is free, otherwise on another. Repeated on a new port when the start fails
 * because a stranger took the port between the check and the start.
 */
export async function startOnFreePort<T>(
  preferred: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(preferred);
    try {
      return await start(port);
    } catch (error) {
      if (attempt === attempts || (await isPortFree(port))) throw error;
    }
  }
}
