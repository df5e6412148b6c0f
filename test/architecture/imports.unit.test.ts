import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cruiseImports, type ImportViolation } from './cruiseImports.ts';
import { importRules } from './importRules.ts';
import { allowedImports, importForms, plantedImports } from './plantedImports.ts';
import { plantTree } from './plantTree.ts';

const rulesBrokenBy = (violations: readonly ImportViolation[]): string[] => [
  ...new Set(violations.map(({ rule }) => rule)),
];

describe('the imports of src/', () => {
  it('keep every rule', async () => {
    const { violations } = await cruiseImports(process.cwd());
    expect(violations.map(({ rule, from, to }) => `${rule}: ${from} imports ${to}`)).toEqual([]);
  });

  it('are all seen: every file, every import in it, and what it leads to', async () => {
    const { modules } = await cruiseImports(process.cwd());
    const read = new Map(modules.map((module) => [module.source, module.dependencies]));
    for await (const file of glob('src/**/*.{ts,mjs}', { exclude: ['src/generated/**'] })) {
      const imports = read.get(file);
      expect(imports, `${file} was not read`).toBeDefined();
      const written = importsWrittenIn(await readFile(file, 'utf8'));
      // dependency-cruiser reports a builtin without its node: prefix.
      const seen = new Set(imports?.map(({ module, protocol }) => `${protocol ?? ''}${module}`));
      expect([...seen], `imports of ${file}`).toEqual(expect.arrayContaining(written));
      const lost = imports?.filter(({ couldNotResolve }) => couldNotResolve).map(({ module }) => module);
      expect(lost, `imports of ${file} that lead nowhere`).toEqual([]);
    }
  });
});

describe('a planted import', () => {
  it.each(plantedImports)('$rule: $from → $to', async ({ rule, from, to, also = [], as = importForms.typeOnly }) => {
    const lines = [[from, to] as const, ...also].map(([source, target]) => ({ from: source, to: target, as }));
    await using tree = await plantTree(lines);
    const { violations } = await cruiseImports(tree.root);
    expect(rulesBrokenBy(violations)).toEqual([rule]);
    expect(violations.map((violation) => violation.from)).toContain(from);
  });

  it('exists for every rule', () => {
    expect(new Set(plantedImports.map(({ rule }) => rule))).toEqual(new Set(importRules.map(({ name }) => name)));
  });

  it.each(Object.entries(importForms))('is caught as %s', async (_form, as) => {
    const from = 'src/modules/cards/domain/Card.ts';
    await using tree = await plantTree([{ from, to: 'src/modules/cards/infrastructure/PrismaCardRepository.ts', as }]);
    const { violations } = await cruiseImports(tree.root);
    expect(rulesBrokenBy(violations)).toEqual(['domain-imports-domain-alone']);
  });

  it('is not reported where it is allowed', async () => {
    await using tree = await plantTree(allowedImports.map(([from, to]) => ({ from, to, as: importForms.value })));
    const { modules, violations } = await cruiseImports(tree.root);
    expect(violations).toEqual([]);
    expect(modules.filter(({ source }) => source.startsWith('src/')).length).toBeGreaterThan(20);
  });
});

/**
 * Specifiers of the imports in a source text, found without a parser: a second opinion. It also finds `import('…')`
 * inside a type, which dependency-cruiser overlooks in some places.
 */
function importsWrittenIn(source: string): string[] {
  const code = source.replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '');
  const forms = [/^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm, /\bimport\s*\(?\s*['"]([^'"]+)['"]/g];
  return forms.flatMap((form) => [...code.matchAll(form)]).flatMap(([, specifier]) => specifier ?? []);
}
