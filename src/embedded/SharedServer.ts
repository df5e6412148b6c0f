import type { Logger } from '../shared/application/Logger.ts';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { ProcessLock } from './ProcessLock.ts';
import { poll } from './poll.ts';
import { belongsTo, isAlive, type StopStep, terminate } from './processes.ts';

export type EmbeddedLog = Pick<Logger, 'info' | 'warn'>;

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

/** What was found of a server in its data directory. Unusable: it runs and is ours, but has to be stopped first. */
export type Inspection<S extends RunningServer> =
  | { readonly state: 'absent' }
  | { readonly state: 'healthy'; readonly server: S }
  | { readonly state: 'unusable'; readonly pid: number; readonly reason: string };

/** How one kind of server is found, started and stopped. */
export interface ServerDriver<S extends RunningServer> {
  readonly name: 'PostgreSQL' | 'Redis';
  /** Absolute, without symbolic links. */
  readonly directory: string;
  readonly stopSteps: readonly StopStep[];
  /** The process that runs on the directory now. */
  findPid(): Promise<number | undefined>;
  inspect(): Promise<Inspection<S>>;
  start(): Promise<S>;
}

/** One process' share in a server. */
export interface ServerShare<S extends RunningServer> {
  readonly server: S;
  /** It was running already: left by a killed process, or shared with one that lives. */
  readonly adopted: boolean;
  /** Stops the server unless another process shares it. A second call returns the first one's promise. */
  readonly leave: () => Promise<void>;
}

/** Long enough for another process to fetch Redis and to recover a database. */
const lockTimeoutMs = 120_000;
const endingTimeoutMs = 1_000;
/** Processes that can share one server. */
const places = 32;

/**
 * Joins the server of a data directory: the one that runs if it is healthy, else a new one. All processes of a machine that
 * join one directory share one server, and the last that leaves stops it; each holds a place that the kernel frees when the
 * process ends, so a killed process neither keeps the server from being stopped nor stops it for the others.
 */
export async function joinServer<S extends RunningServer>(
  driver: ServerDriver<S>,
  log: EmbeddedLog,
): Promise<ServerShare<S>> {
  return exclusively(driver, async () => {
    const place = await takePlace(driver);
    try {
      const { server, adopted } = await findOrStart(driver, log);
      let left: Promise<void> | undefined;
      const leave = (): Promise<void> => (left ??= exclusively(driver, () => leaveServer(driver, server, place, log)));
      return { server, adopted, leave };
    } catch (error) {
      await place[Symbol.asyncDispose]();
      throw error;
    }
  });
}

async function findOrStart<S extends RunningServer>(
  driver: ServerDriver<S>,
  log: EmbeddedLog,
): Promise<{ server: S; adopted: boolean }> {
  const found = await driver.inspect();
  if (found.state === 'healthy') {
    log.info({ pid: found.server.pid, port: found.server.port }, `${driver.name} is running already, joined it`);
    return { server: found.server, adopted: true };
  }
  if (found.state === 'unusable') await clearAway(driver, found, log);
  const startedAt = performance.now();
  const server = await driver.start();
  const tookMs = Math.round(performance.now() - startedAt);
  log.info({ pid: server.pid, port: server.port, tookMs }, `${driver.name} started`);
  return { server, adopted: false };
}

async function clearAway<S extends RunningServer>(
  driver: ServerDriver<S>,
  { pid, reason }: { pid: number; reason: string },
  log: EmbeddedLog,
): Promise<void> {
  if ((await takenPlaces(driver)) === 1) {
    log.warn({ pid, reason }, `${driver.name} was left running but cannot be used, restarting it`);
    return terminate(pid, driver.stopSteps);
  }
  // Not under the others' feet, unless it was only about to end by itself.
  const ended = await poll(endingTimeoutMs, async () => (isAlive(pid) ? undefined : true));
  if (ended) return;
  throw new EmbeddedServiceError(
    `${driver.name} in ${driver.directory} cannot be joined (${reason}), and another process uses it: stop that process first.`,
  );
}

async function leaveServer<S extends RunningServer>(
  driver: ServerDriver<S>,
  server: S,
  place: ProcessLock,
  log: EmbeddedLog,
): Promise<void> {
  await place[Symbol.asyncDispose]();
  if ((await takenPlaces(driver)) > 0) {
    log.info({ port: server.port }, `${driver.name} is left running for another process`);
    return;
  }
  // Another process may have restarted it since; or the files that name the process were deleted while it ran.
  const pid = (await driver.findPid()) ?? server.pid;
  if (!(await belongsTo(pid, driver.directory))) return;
  await terminate(pid, driver.stopSteps);
  log.info({ pid }, `${driver.name} stopped`);
}

function exclusively<T>(driver: { name: string; directory: string }, work: () => Promise<T>): Promise<T> {
  const onTimeout = (): Error =>
    new EmbeddedServiceError(
      `Another process has been starting or stopping ${driver.name} in ${driver.directory} for ${lockTimeoutMs / 1000} s: end it first.`,
    );
  return ProcessLock.hold(`${driver.directory} change`, { timeoutMs: lockTimeoutMs, onTimeout }, work);
}

const placeNames = (directory: string): string[] =>
  Array.from({ length: places }, (_, index) => `${directory} place ${index}`);

async function takePlace({ name, directory }: { name: string; directory: string }): Promise<ProcessLock> {
  for (const place of placeNames(directory)) {
    const lock = await ProcessLock.tryAcquire(place);
    if (lock) return lock;
  }
  throw new EmbeddedServiceError(`${places} processes share ${name} in ${directory} already: no more can.`);
}

async function takenPlaces({ directory }: { directory: string }): Promise<number> {
  const held = await Promise.all(placeNames(directory).map((place) => ProcessLock.isHeld(place)));
  return held.filter(Boolean).length;
}
