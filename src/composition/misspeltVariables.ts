import type { ConfigProblem } from './ConfigProblem.ts';
import { type VariableName, variableNames } from './configVariables.ts';
import { nearest } from './nearest.ts';

/** Prefixes of ours, and the variable without which something else would run than was meant. */
const families: readonly { readonly prefix: string; readonly needed: VariableName | undefined }[] = [
  { prefix: 'DATABASE_', needed: 'DATABASE_URL' },
  { prefix: 'REDIS_', needed: 'REDIS_URL' },
  // Programs beside us may well have an AUTH_TOKEN of their own.
  { prefix: 'AUTH_', needed: undefined },
];

/** By such names Kubernetes tells each container about services that are called `redis`, `database` or `auth`. */
const injectedName = /^(?:AUTH|DATABASE|REDIS)_(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP))/;
const injectedAddress = /^(?:tcp|udp):\/\//;

export interface Misspellings {
  /** The variable that was meant is not set. */
  readonly problems: readonly ConfigProblem[];
  /** It is set, so nothing is missing; the other one has no effect. */
  readonly warnings: readonly string[];
}

/**
 * Finds variables that look like ours and are not: at most two edits away from one (one edit for names of four letters, which
 * are near too many others), or with a prefix of ours.
 */
export function findMisspellings(env: Readonly<Record<string, string>>): Misspellings {
  const problems: ConfigProblem[] = [];
  const warnings: string[] = [];
  for (const [variable, value] of Object.entries(env)) {
    if (isOurs(variable) || injectedName.test(variable) || injectedAddress.test(value)) continue;
    const meant = nearMiss(variable.toUpperCase()) ?? relative(variable.toUpperCase());
    if (!meant) continue;
    const message = `${variable} is not known: ${meant.advice}`;
    if (meant.needed && env[meant.needed] === undefined) problems.push({ variable, message });
    else warnings.push(message);
  }
  return { problems, warnings };
}

interface Meant {
  readonly advice: string;
  /** The variable that must be set for the misspelt one to be harmless. */
  readonly needed: VariableName | undefined;
}

function nearMiss(name: string): Meant | undefined {
  const near = nearest(name, variableNames);
  if (!near || near.distance > (near.candidate.length > 4 ? 2 : 1)) return undefined;
  return { advice: `did you mean ${near.candidate}?`, needed: near.candidate };
}

function relative(name: string): Meant | undefined {
  const family = families.find(({ prefix }) => name.startsWith(prefix));
  if (!family) return undefined;
  const members = variableNames.filter((variable) => variable.startsWith(family.prefix));
  return { advice: `of ${family.prefix}… there are ${members.join(', ')}`, needed: family.needed };
}

const ours: ReadonlySet<string> = new Set(variableNames);
const isOurs = (variable: string): boolean => ours.has(variable);
