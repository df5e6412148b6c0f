/** One hostility, in a process of its own, which ends with its parent. Whoever else runs on its cores goes first. */
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import { hostileOrder, hostilities } from './hostilities.ts';
import { Tally } from './Tally.ts';

setPriority(constants.priority.PRIORITY_LOW);
process.once('disconnect', () => process.exit());
const { name, url, tokens } = hostileOrder.parse(JSON.parse(process.argv[2] ?? ''));
const tally = new Tally();
process.on('message', () => process.send?.(tally.counts));
await hostilities[name]({ url: new URL(url), tokens, tally });
process.send?.(tally.counts);
