import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { checkInstallScripts } from './installScripts.ts';

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });

it('of each package with a script at its installation, and of no other, allowScripts says whether it may run', async () => {
  const { allowScripts } = manifest.parse(await readJson('package.json'));

  expect(checkInstallScripts(await readJson('package-lock.json'), allowScripts)).toEqual({
    undecided: [],
    leftOver: [],
  });
});

it('one that came later is noticed, wherever it lies and whatever it is called there, and one that went', () => {
  const packages = {
    '': { hasInstallScript: true },
    'node_modules/quiet': {},
    'node_modules/allowed': { hasInstallScript: true },
    'node_modules/refused': { hasInstallScript: true },
    'node_modules/planted': { hasInstallScript: true },
    'node_modules/quiet/node_modules/@planted/nested': { hasInstallScript: true },
    'node_modules/alias': { hasInstallScript: true, name: 'planted-under-another-name' },
  };
  const allowScripts = { allowed: true, refused: false, quiet: true, gone: false };

  expect(checkInstallScripts({ packages }, allowScripts)).toEqual({
    undecided: ['planted', '@planted/nested', 'planted-under-another-name'],
    leftOver: ['quiet', 'gone'],
  });
});
