/**
 * What `npm test` runs before the tests: scripts of package.json, each of which reads the whole tree and fails if
 * something is wrong with it. Import rules and drift are tests themselves: test/architecture, test/drift.
 */
export const checks = ['format:check', 'typecheck', 'lint', 'unused'] as const;

export type Check = (typeof checks)[number];
