import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { isErrno } from './errno.ts';

const run = promisify(execFile);

export interface ServiceUser {
  readonly uid: number;
  readonly gid: number;
}

/** How to run a program as a user: what to put before its command line, and what to hand to spawn. */
export interface Launcher {
  readonly prefix: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number; readonly env: NodeJS.ProcessEnv };
}

/** Nothing of our own environment, which holds secrets and settings (PGDATA, locale) that would change what runs. */
const env = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const asOurselves: Launcher = { prefix: [], options: { env } };

/**
 * Whom PostgreSQL runs as, which refuses to run as root: the owner of the existing cluster, else the system's `postgres`,
 * else `nobody`. No user is created. Undefined when this process is not root: then PostgreSQL runs as we do.
 */
export async function chooseServiceUser(clusterDirectory: string): Promise<ServiceUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const user = (await ownerOf(clusterDirectory)) ?? (await userNamed('postgres')) ?? (await userNamed('nobody'));
  if (user) return user;
  throw new EmbeddedServiceError(
    'PostgreSQL refuses to run as root, and this system has neither a user postgres nor nobody: set DATABASE_URL, or start as another user.',
  );
}

/**
 * How to run `program` as the user, so that it reaches `directory` as well. Below a directory that only root may enter, such
 * as /root, the user gets that one capability: to pass through directories (in containers, where it is not to be had: to
 * disregard file permissions). Rejects with EmbeddedServiceError when no way works.
 */
export async function launcherFor(
  user: ServiceUser | undefined,
  { program, directory }: { program: string; directory: string },
): Promise<Launcher> {
  if (!user) return asOurselves;
  const plain: Launcher = { prefix: [], options: { uid: user.uid, gid: user.gid, env } };
  for (const launcher of [plain, withCapability(user, 'dac_read_search'), withCapability(user, 'dac_override')]) {
    if ((await reaches(launcher, program)) && (await reaches(launcher, directory))) return launcher;
  }
  throw new EmbeddedServiceError(
    `PostgreSQL refuses to run as root, and user ${user.uid} cannot reach ${program} and ${directory}: let others enter these directories (chmod o+x), start as another user, or set DATABASE_URL.`,
  );
}

function withCapability({ uid, gid }: ServiceUser, capability: string): Launcher {
  const only = `-all,+${capability}`;
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  // Without no_setuid_fixup, access(2) disregards the capability, and PostgreSQL does not find its own executable.
  const privileges = [
    '--securebits=+no_setuid_fixup',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
  ];
  return { prefix: ['setpriv', ...user, ...privileges, '--'], options: { env } };
}

async function reaches({ prefix, options }: Launcher, path: string): Promise<boolean> {
  const [file, ...args] = [...prefix, 'test', '-x', path];
  try {
    await run(file, args, { ...options, cwd: '/' });
    return true;
  } catch {
    return false; // whatever the reason is: the next way may work, and the caller rejects when none does
  }
}

async function ownerOf(directory: string): Promise<ServiceUser | undefined> {
  try {
    const { uid, gid } = await stat(directory);
    return uid === 0 ? undefined : { uid, gid };
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function userNamed(name: string): Promise<ServiceUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined; // id fails when there is no such user; the caller rejects when none is left
  }
}
