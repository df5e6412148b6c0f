import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { isErrno, messageOf } from './errno.ts';

const run = promisify(execFile);
const timeoutMs = 90_000;

const multiarch: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };

/**
 * The command of the redis-server in Debian's or Ubuntu's package, downloaded with the libraries it lacks and unpacked into
 * `<cacheDir>/redis-<system>-<architecture>`, not installed: needs no root and changes nothing in the system. 1.4 MB and about 1 s the first
 * time; with 9 MB of package lists before it if the system has none. Rejects when there is no apt or no network.
 */
export async function unpackDebianRedis(cacheDir: string): Promise<readonly string[]> {
  const architecture = multiarch[process.arch];
  if (process.platform !== 'linux' || !architecture)
    throw new Error(`no package for ${process.platform}-${process.arch}`);
  const root = path.resolve(cacheDir, `redis-${await systemRelease()}-${process.arch}`);
  const program = path.join(root, 'usr/bin/redis-server');
  if (!(await exists(program))) await unpack(root);
  const libraries = ['usr/lib', 'lib'].map((directory) => path.join(root, directory, architecture)).join(':');
  return ['env', `LD_LIBRARY_PATH=${libraries}`, program];
}

/** Works in a directory of its own and moves the result at the end: two starters, or a killed one, leave nothing half done. */
async function unpack(root: string): Promise<void> {
  await mkdir(path.dirname(root), { recursive: true });
  const scratch = await mkdtemp(`${root}-`);
  try {
    const packages = await download(scratch);
    const unpacked = path.join(scratch, 'root');
    for (const file of packages) await run('dpkg', ['-x', file, unpacked], { timeout: timeoutMs });
    await moveUnlessThere(unpacked, root);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function download(scratch: string): Promise<string[]> {
  const archives = path.join(scratch, 'archives');
  const lists = path.join(scratch, 'lists');
  for (const directory of [archives, lists]) await mkdir(path.join(directory, 'partial'), { recursive: true });
  const withSystemLists = path.join(scratch, 'system.conf');
  const withOwnLists = path.join(scratch, 'own.conf');
  await writeFile(withSystemLists, aptConfiguration({ archives }));
  await writeFile(withOwnLists, aptConfiguration({ archives, lists }));
  const fetch = ['install', '--download-only', '--yes', '--no-install-recommends', 'redis-server'];
  try {
    await apt(withSystemLists, fetch);
  } catch {
    // The system has no package lists, or old ones that name files which are gone. What fails here too is reported.
    await apt(withOwnLists, ['update']);
    await apt(withOwnLists, fetch);
  }
  const files = await readdir(archives);
  return files.filter((file) => file.endsWith('.deb')).map((file) => path.join(archives, file));
}

/**
 * Read after the system's own configuration (proxies, mirrors): no lock and no hook that needs root, downloads only into
 * `archives`, package lists from `lists` if given, and no long wait for a network that is not there.
 */
function aptConfiguration({ archives, lists }: { archives: string; lists?: string }): string {
  const hooks = ['APT::Update::Pre-Invoke', 'APT::Update::Post-Invoke', 'APT::Update::Post-Invoke-Success'];
  const settings: Record<string, string> = {
    'Debug::NoLocking': 'true',
    'APT::Sandbox::User': '',
    'Dir::Cache::archives': archives,
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    ...(lists && { 'Dir::State::lists': lists }),
    'Acquire::Languages': 'none',
    'Acquire::Retries': '0',
    'Acquire::http::Timeout': '10',
    'Acquire::https::Timeout': '10',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";`);
  return [...hooks.map((hook) => `#clear ${hook};`), ...lines, ''].join('\n');
}

async function apt(configuration: string, args: readonly string[]): Promise<void> {
  try {
    await run('apt-get', ['--quiet', '--config-file', configuration, ...args], { timeout: timeoutMs });
  } catch (error) {
    const reason =
      /^E: (.*)$/m.exec(messageOf(error))?.[1] ?? (isErrno(error, 'ENOENT') ? 'there is no apt-get' : 'it failed');
    throw new Error(`apt-get ${args[0]}: ${reason}`, { cause: error });
  }
}

async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isErrno(error, 'ENOTEMPTY') && !isErrno(error, 'EEXIST')) throw error; // these: another process was faster
  }
}

/** Such as debian12: what was unpacked for one release may not run on another that has been given the same cache. */
async function systemRelease(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  const field = (name: string): string => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1] ?? '';
  return `${field('ID')}${field('VERSION_ID')}`;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
}
