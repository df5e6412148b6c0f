// A server as `npm start` runs it, with its times in the first argument, which its parent can order to end or to stop like a crash at
// a moment that nobody could hit from outside. It ends with its parent.
import { flushCompileCache } from 'node:module';
import process from 'node:process';
import type { AppHooks } from '../../src/composition/AppHooks.ts';
import { runServer } from '../../src/composition/run.ts';
import { InstanceFaults } from './InstanceFaults.ts';
import { instanceOptions, order, type Report } from './orders.ts';

const { timing } = instanceOptions.parse(JSON.parse(process.argv[2] ?? '{}'));
const tell = (report: Report): void => void process.send?.(report);
const faults = new InstanceFaults((dispatched) => tell({ dispatched }));

process.on('message', (message) => {
  const obeyed = order.parse(message);
  faults.obey(obeyed);
  tell({ obeyed });
});
process.once('disconnect', () => process.exit());

const hooks: AppHooks = {
  ...faults.hooks,
  routes: (routes) => {
    // Those that are killed would leave nothing for the next ones. Here all modules are loaded.
    flushCompileCache();
    return faults.hooks.routes?.(routes) ?? routes;
  },
  ...(timing && { timing }),
};

process.exit(await runServer({ env: process.env, hooks }));
