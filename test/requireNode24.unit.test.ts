import { describe, expect, it } from 'vitest';
import { NodeProcess } from './support/NodeProcess.ts';

/** Runs the check, and a program after it, in a Node that claims to be of this version. */
async function startOn(version: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const claim = `Object.defineProperty(process, 'version', { value: 'v${version}' });
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const imports = [`data:text/javascript,${encodeURIComponent(claim)}`, './src/requireNode24.mjs'];
  await using started = NodeProcess.start([
    ...imports.flatMap((module) => ['--import', module]),
    '--eval',
    "console.log('it runs')",
  ]);
  return await started.end();
}

describe.concurrent('the version of Node', () => {
  it.each(['20.20.2', '22.1.0', '8.0.0'])('%s: one line that says what to do, exit code 1', async (version) => {
    expect(await startOn(version)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Commonplace needs Node 24 or newer; this is v${version}: run it with "npm start"\n`,
    });
  });

  it.each(['24.0.0', '25.3.0', '100.0.0'])('%s will do', async (version) => {
    expect(await startOn(version)).toEqual({ code: 0, stdout: 'it runs\n', stderr: '' });
  });
});
