import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the demo prints, taken apart. */
export interface DemoGuide {
  /** Of GraphQL, on instances 1 and 2. */
  readonly one: string;
  readonly two: string;
  /** By DID. */
  readonly tokens: ReadonlyMap<string, string>;
  /** To open in a browser, and what to paste there as headers. */
  readonly link: URL;
  readonly headers: unknown;
  /** To paste into a terminal. */
  readonly watch: string;
  readonly save: string;
  readonly read: string;
}

/** Throws if something is missing. */
export function readGuide(printed: string): DemoGuide {
  const [one, two] = Array.from(printed.matchAll(/^ +Instance \d +(\S+)/gm), ([, url]) => url);
  const tokens = Array.from(
    printed.matchAll(/^ .* (did:\S+) +(eyJ\S+)$/gm),
    ([, did = '', token = '']) => [did, token] as const,
  );
  const [watch, save, read] = printed.match(/^curl (?:.*\\\n)+.*$/gm) ?? [];
  const link = /^http\S+\?query=\S+$/m.exec(printed)?.[0];
  const headers = /^\{.*\}$/m.exec(printed)?.[0];
  if (!one || !two || !watch || !save || !read || !link || !headers)
    throw new Error(`something is missing: ${printed}`);
  return { one, two, tokens: new Map(tokens), link: new URL(link), headers: JSON.parse(headers), watch, save, read };
}

/** Sends what a command line would make curl send, as the shell understands it. */
export async function paste(command: string, signal?: AbortSignal): Promise<Response> {
  const { stdout } = await run('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${command}`]);
  const args = stdout.trimEnd().split('\n');
  const values = (option: string): string[] => args.filter((_, index) => args[index - 1] === option);
  const url = args.find((argument) => argument.startsWith('http')) ?? '';
  const headers = values('-H').map((header) => header.split(': ', 2));
  return fetch(url, {
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: values('-d').join('&'),
    ...(signal && { signal }),
  });
}
