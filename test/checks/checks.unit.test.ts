import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Check, checks } from './checks.ts';
import { type ProcessResult, runScript } from './runProcess.ts';
import { temporaryProject } from './temporaryTree.ts';

const settings = ['package.json', 'biome.json', '.oxlintrc.json', 'tsconfig.json', 'knip.json', '.gitignore'];
const clean = `export async function save(text: string): Promise<number> {
  return await Promise.resolve(text.length);
}
`;

interface PlantedFault {
  check: Check;
  fault: string;
  /** Of src/planted.ts. */
  source: string;
  /** The words that tell this fault from others. */
  reported: string;
  /** Whether src/cli.ts, from which everything used must be in reach, uses what is planted. */
  used?: boolean;
}

const cli = "import { used } from './planted.ts';\n\nconsole.log(used);\n";

/** Faults that a check must report. */
const planted: readonly PlantedFault[] = [
  {
    check: 'format:check',
    fault: 'bad layout',
    source: 'export const   a = "b"',
    reported: 'src/planted.ts format',
  },
  {
    check: 'format:check',
    fault: 'unsorted imports',
    source: "import os from 'node:os';\nimport fs from 'node:fs';\n\nexport const both = [os, fs];\n",
    reported: 'organizeImports',
  },
  {
    check: 'typecheck',
    fault: 'a type error',
    source: "export const count: number = 'one';\n",
    reported: 'src/planted.ts(1,14): error TS2322',
  },
  {
    check: 'typecheck',
    fault: 'syntax that Node cannot strip',
    source: "export enum Colour {\n  Red = 'red',\n}\n",
    reported: 'error TS1294',
  },
  {
    check: 'typecheck',
    fault: 'an index that may be absent',
    source: 'export const first = (list: string[]): string => list[0];\n',
    reported: 'error TS2322',
  },
  {
    check: 'lint',
    fault: 'an any',
    source: 'export const parse = (value: any): string => String(value);\n',
    reported: 'no-explicit-any',
  },
  {
    check: 'lint',
    fault: 'an any that is nowhere written',
    source: "export const id: string = JSON.parse('{}').id;\n",
    reported: 'no-unsafe-assignment',
  },
  {
    check: 'lint',
    fault: 'a cast that nothing proves',
    source: 'export const name = (value: unknown): string => value as string;\n',
    reported: 'no-unsafe-type-assertion',
  },
  { check: 'lint', fault: 'a floating promise', source: `${clean}save('a');\n`, reported: 'no-floating-promises' },
  {
    check: 'lint',
    fault: 'a floating promise behind void',
    source: `${clean}void save('a');\n`,
    reported: 'no-floating-promises',
  },
  {
    check: 'lint',
    fault: 'a promise where none is awaited',
    source: `${clean}process.on('exit', async () => {\n  await save('a');\n});\n`,
    reported: 'no-misused-promises',
  },
  {
    check: 'lint',
    fault: 'an await of nothing',
    source: 'export const one = async (): Promise<number> => await 1;\n',
    reported: 'await-thenable',
  },
  {
    check: 'lint',
    fault: 'a case that is missing',
    source: `export function name(kind: 'a' | 'b'): string {
  switch (kind) {
    case 'a':
      return 'A';
    default:
      return '?';
  }
}
`,
    reported: 'switch-exhaustiveness-check',
  },
  {
    check: 'lint',
    fault: 'a thrown string',
    source: "export const fail = (): never => {\n  throw 'no';\n};\n",
    reported: 'only-throw-error',
  },
  {
    check: 'lint',
    fault: 'a rejection with a string',
    source: "export const fail = async (): Promise<never> => await Promise.reject('no');\n",
    reported: 'prefer-promise-reject-errors',
  },
  {
    check: 'lint',
    fault: 'a swallowed error',
    source: `${clean}try {\n  await save('a');\n} catch {}\n`,
    reported: 'no-empty',
  },
  {
    check: 'lint',
    fault: 'a silenced type error',
    source: "// @ts-ignore\nexport const count: number = 'one';\n",
    reported: 'ban-ts-comment',
  },
  {
    check: 'lint',
    fault: 'an import for types only that does not say so',
    source: "import { Stats } from 'node:fs';\n\nexport const size = (stats: Stats): number => stats.size;\n",
    reported: 'consistent-type-imports',
  },
  {
    check: 'lint',
    fault: 'an import inside a type, which the import rules cannot see',
    source: "export type Sizes = Map<string, import('node:fs').Stats>;\n",
    reported: 'consistent-type-imports',
  },
  { check: 'unused', fault: 'an unused file', source: clean, reported: 'Unused files' },
  {
    check: 'unused',
    fault: 'an unused export',
    source: 'export const used = 1;\nexport const spare = 2;\n',
    reported: 'spare',
    used: true,
  },
  {
    check: 'unused',
    fault: 'a package that is not in package.json',
    source: "import acorn from 'acorn';\n\nexport const used = acorn;\n",
    reported: 'acorn',
    used: true,
  },
];

async function check(script: Check, source: string, used = false): Promise<ProcessResult> {
  const copies = await Promise.all(settings.map(async (file) => [file, await readFile(file, 'utf8')] as const));
  await using tree = await temporaryProject([
    ...copies,
    ['src/planted.ts', source],
    ...(used ? [['src/cli.ts', cli] as const] : []),
  ]);
  return await runScript(script, tree.root);
}

describe('a planted fault', () => {
  it.each(planted)('fails $check: $fault', async ({ check: script, source, reported, used }) => {
    const { code, output } = await check(script, source, used);
    expect(output).toContain(reported);
    expect(output).toContain('src/planted.ts');
    expect(code).not.toBe(0);
  });

  it('exists for every check', () => {
    expect(new Set(planted.map((fault) => fault.check))).toEqual(new Set(checks));
  });
});

describe('a clean tree', () => {
  it.each(['format:check', 'typecheck', 'lint'] as const)('passes %s', async (script) => {
    const { code, output } = await check(script, clean);
    expect(output).not.toContain('src/planted.ts');
    expect(code, output).toBe(0);
  });
});
