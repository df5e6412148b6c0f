// A server as `npm start` runs it, with its times in the first argument, which its parent can order to end or to stop like a crash at
// a moment that nobody could hit from outside. It ends with its parent.
import process from 'node:process';
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

process.exit(await runServer({ env: process.env, hooks: { ...faults.hooks, ...(timing && { timing }) } }));
