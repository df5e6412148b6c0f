import { checks } from './checks.ts';
import { runScript } from './runProcess.ts';

// `npm run check`: all checks side by side, what the failed ones said, and at the end which they were.
const failed = await Promise.all(
  checks.map(async (check) => {
    const { code, output, durationMs } = await runScript(check, process.cwd());
    const line = `${code === 0 ? '✓' : '✗'} ${check} (${(durationMs / 1000).toFixed(1)} s)`;
    console.log(code === 0 ? line : `${line}\n${output}`);
    return code === 0 ? [] : [check];
  }),
);

const names = failed.flat();
if (names.length > 0) {
  console.error(`Failed: ${names.join(', ')}. One alone: npm run ${names[0]}`);
  process.exitCode = 1;
}
