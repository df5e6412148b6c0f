import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder made for one test; disposing removes it. */
export interface TemporaryTree extends AsyncDisposable {
  root: string;
}

/** Writes files, by path relative to the root, into a new folder outside the repository, so that no check finds them. */
export async function temporaryTree(files: Iterable<readonly [file: string, text: string]>): Promise<TemporaryTree> {
  const root = await mkdtemp(path.join(tmpdir(), 'commonplace-tree-'));
  for (const [file, text] of files) {
    const target = path.join(root, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }) };
}

/** The same with this repository's packages in reach. Never install there: that would empty the real node_modules. */
export async function temporaryProject(files: Iterable<readonly [file: string, text: string]>): Promise<TemporaryTree> {
  const tree = await temporaryTree(files);
  await symlink(path.resolve('node_modules'), path.join(tree.root, 'node_modules'));
  return tree;
}
