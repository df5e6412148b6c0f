import path from 'node:path';
import { type TemporaryTree, temporaryProject } from '../checks/temporaryTree.ts';

/** One line of an imaginary file: `from` imports `to`, a file of the same tree or a package, written as `as` writes it. */
export interface PlantedLine {
  from: string;
  to: string;
  as: (specifier: string) => string;
}

const isFile = (target: string): boolean => target.startsWith('src/');

function specifier({ from, to }: PlantedLine): string {
  if (!isFile(to)) return to;
  const relative = path.posix.relative(path.posix.dirname(from), to);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Writes the lines into the files they are from; a file that is only imported is left empty. */
export async function plantTree(lines: readonly PlantedLine[]): Promise<TemporaryTree> {
  const files = new Map<string, string>();
  for (const line of lines) {
    files.set(line.from, `${files.get(line.from) ?? ''}${line.as(specifier(line))}\n`);
    if (isFile(line.to) && !files.has(line.to)) files.set(line.to, '');
  }
  return await temporaryProject(files);
}
