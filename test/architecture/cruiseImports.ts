import { readdir } from 'node:fs/promises';
import { cruise, type IModule } from 'dependency-cruiser';
import { importRules } from './importRules.ts';
import './swcUsingDeclarations.ts';

/** An import that a rule forbids. */
export interface ImportViolation {
  rule: string;
  from: string;
  to: string;
}

/** What was read below `src/`, by path relative to the root, and what the rules say of it. */
export interface CruisedImports {
  modules: readonly IModule[];
  violations: readonly ImportViolation[];
}

/** Reads every import below `<root>/src`, type-only ones too, but for what is generated, and applies the import rules. */
export async function cruiseImports(root: string): Promise<CruisedImports> {
  const entries = (await readdir(`${root}/src`))
    .filter((entry) => entry !== 'generated')
    .map((entry) => `src/${entry}`);
  const { output } = await cruise(entries, {
    baseDir: root,
    parser: 'swc',
    // tsc's place is taken by swc, which reports imports as written, whether or not they are only for types.
    tsPreCompilationDeps: true,
    validate: true,
    ruleSet: { forbidden: importRules.map((rule) => ({ ...rule, severity: 'error' })) },
    skipAnalysisNotInRules: true,
    doNotFollow: { path: ['(^|/)node_modules/', '^src/generated/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  });
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered with text: ${output}`);
  const violations = output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
  return { modules: output.modules, violations };
}
