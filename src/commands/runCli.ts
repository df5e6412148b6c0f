import { exitCodeOf, exitCodes } from '../composition/exitCodes.ts';
import { nearest } from '../composition/nearest.ts';
import { type Command, type CommandContext, UsageError } from './Command.ts';

interface Entry {
  readonly summary: string;
  /** Loaded when it is asked for: one command's libraries are no business of the others. */
  load(): Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  deadletters: {
    summary: 'list, show and redrive what queued handlers failed at',
    load: async () => (await import('./deadletters.ts')).deadletters,
  },
  demo: {
    summary: 'run two API instances and a worker here, with content and things to try',
    load: async () => (await import('./demo.ts')).demo,
  },
  doctor: {
    summary: 'look at what the server needs, and say what is wrong',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  feeds: {
    summary: 'rebuild the feeds from the log of events, or begin another history after a restore',
    load: async () => (await import('./feeds.ts')).feeds,
  },
  migrate: {
    summary: 'apply the migrations that the database does not have',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  replay: {
    summary: 'have a queued handler run again for events of the log',
    load: async () => (await import('./replay.ts')).replay,
  },
  studio: {
    summary: 'open Prisma Studio on the running database',
    load: async () => (await import('./studio.ts')).studio,
  },
  token: {
    summary: 'print a development token for a curator',
    load: async () => (await import('./token.ts')).token,
  },
};

/** Runs the command that the first argument names, and returns the exit code. Complaints go to standard error. */
export async function runCli({ args: [name, ...args], ...context }: CommandContext): Promise<number> {
  try {
    if (name === undefined || isHelp(name)) {
      (name === undefined ? context.stderr : context.stdout).write(overview());
      return name === undefined ? exitCodes.usage : exitCodes.ok;
    }
    const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!entry) throw new UsageError(`${name} is not a command${suggestion(name)}`);
    const command = await entry.load();
    if (!args.some(isHelp)) return await command.run({ ...context, args });
    context.stdout.write(command.usage);
    return exitCodes.ok;
  } catch (error) {
    const exitCode = error instanceof UsageError ? exitCodes.usage : exitCodeOf(error);
    if (exitCode === undefined || !(error instanceof Error)) throw error;
    context.stderr.write(`${error.message}\n`);
    return exitCode;
  }
}

const isHelp = (argument: string): boolean => argument === '--help' || argument === '-h';

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `npm run cli -- <command>\n\n${lines.join('')}\nnpm run cli -- <command> --help tells more.\n`;
}

function suggestion(name: string): string {
  const near = nearest(name, Object.keys(commands));
  return near && near.distance <= 2
    ? `: did you mean ${near.candidate}?`
    : `: there are ${Object.keys(commands).join(', ')}`;
}
