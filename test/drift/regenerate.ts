import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runScript } from '../checks/runProcess.ts';
import { type TemporaryTree, temporaryProject } from '../checks/temporaryTree.ts';

const generatedFolder = 'src/generated';
const generatedFiles = `${generatedFolder}/**/*.{ts,json}`;
const sources = [
  'package.json',
  'prisma.config.ts',
  'codegen.ts',
  'schema.graphql',
  'prisma/schema.prisma',
  'prisma/**/*.ts',
  '{src,test,docs}/**/*.operations.ts',
];

async function read(root: string, patterns: string | string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const file of glob(patterns, { cwd: root, exclude: ['node_modules/**'] })) {
    texts.set(file, await readFile(path.join(root, file), 'utf8'));
  }
  return texts;
}

/** Runs `npm run generate` on a copy of what it reads, with some of the files changed or added. */
async function regenerated(changed: ReadonlyMap<string, string>): Promise<TemporaryTree> {
  const tree = await temporaryProject([...(await read('.', sources)), ...changed]);
  const { code, output } = await runScript('generate', tree.root);
  if (code === 0) return tree;
  await tree[Symbol.asyncDispose]();
  throw new Error(`npm run generate ended with ${code}: ${output}`);
}

/**
 * The files below src/generated that are not what `npm run generate` would write now: changed, missing or left over.
 * `changed` stands in for files that it reads, by path. Rejects if generating fails or writes nothing.
 */
export async function staleGeneratedFiles(changed: ReadonlyMap<string, string> = new Map()): Promise<string[]> {
  await using tree = await regenerated(changed);
  const fresh = await read(tree.root, generatedFiles);
  const present = await read('.', generatedFiles);
  if (fresh.size === 0) throw new Error(`npm run generate wrote nothing below ${generatedFolder}`);
  const files = new Set([...fresh.keys(), ...present.keys()]);
  return [...files].filter((file) => fresh.get(file) !== present.get(file)).toSorted();
}
