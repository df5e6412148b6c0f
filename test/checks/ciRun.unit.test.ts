import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ProcessResult, runProcess } from './runProcess.ts';
import { type TemporaryTree, temporaryTree } from './temporaryTree.ts';

const manifest = { name: 'planted', version: '1.0.0' };
const reportFile = '.cache/vitest-report.json';

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: 'passed' | 'failed'; assertionResults: { status: string }[] }[];
}
const report = (numPassedTests: number, numFailedTests: number, testResults: Report['testResults'] = []): Report => ({
  numPassedTests,
  numFailedTests,
  testResults,
});
const writing = (written: Report): string => `mkdir -p .cache && echo '${JSON.stringify(written)}' > ${reportFile}`;

/** A project whose `npm test` is a shell script. */
const project = async (test: string, files: readonly (readonly [string, string])[] = []): Promise<TemporaryTree> =>
  await temporaryTree([
    ['.ci/run', await readFile('.ci/run', 'utf8')],
    ['package.json', JSON.stringify({ ...manifest, scripts: { test: 'bash test.sh' } })],
    ['package-lock.json', JSON.stringify({ ...manifest, lockfileVersion: 3, packages: { '': manifest } })],
    ['test.sh', test],
    ...files,
  ]);

const ciRun = (tree: TemporaryTree): Promise<ProcessResult> => runProcess('bash', [path.join(tree.root, '.ci/run')]);

const lastLine = (output: string): string | undefined => output.trimEnd().split('\n').at(-1);

describe('.ci/run', () => {
  it.each([
    { what: 'passes when every test passed', test: writing(report(3, 0)), code: 0, last: '3 passed, 0 failed' },
    { what: 'fails when a test failed', test: `${writing(report(2, 1))}; exit 1`, code: 1, last: '2 passed, 1 failed' },
    {
      what: 'fails on a failed test that the command hid',
      test: writing(report(2, 1)),
      code: 1,
      last: '2 passed, 1 failed',
    },
    {
      what: 'counts a file that could not be loaded',
      test: writing(report(2, 0, [{ status: 'failed', assertionResults: [] }])),
      code: 1,
      last: '2 passed, 1 failed',
    },
    {
      what: 'fails when the command failed after its tests',
      test: `${writing(report(3, 0))}; exit 7`,
      code: 1,
      last: '3 passed, 0 failed',
    },
    { what: 'fails when no test ran', test: writing(report(0, 0)), code: 1, last: '0 passed, 0 failed' },
    { what: 'fails without a report', test: 'true', code: 1, last: '0 passed, 0 failed' },
  ])('$what', async ({ test, code, last }) => {
    await using tree = await project(test);
    const result = await ciRun(tree);
    expect(lastLine(result.output)).toBe(last);
    expect(result.code === 0).toBe(code === 0);
  });

  it('does not count the report of an earlier run', async () => {
    await using tree = await project('true', [[reportFile, JSON.stringify(report(3, 0))]]);
    const result = await ciRun(tree);
    expect(lastLine(result.output)).toBe('0 passed, 0 failed');
    expect(result.code).not.toBe(0);
  });

  it('gives the tests CI=true and no input', async () => {
    await using tree = await project(`[ "$CI" = true ] && [ -z "$(cat)" ] && ${writing(report(1, 0))}`);
    expect((await ciRun(tree)).code).toBe(0);
  });

  it('ends what the tests left running', async () => {
    const left = "trap 'touch ended; exit' TERM; touch started; while :; do sleep 0.05; done";
    const test = `bash left.sh & until [ -e started ]; do sleep 0.05; done; ${writing(report(1, 0))}`;
    await using tree = await project(test, [['left.sh', left]]);
    expect((await ciRun(tree)).code).toBe(0);
    expect(existsSync(path.join(tree.root, 'ended'))).toBe(true);
  });
});
