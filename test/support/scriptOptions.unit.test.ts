import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UsageError } from '../../src/commands/Command.ts';
import { parseOptions } from './scriptOptions.ts';

const options = { only: { type: 'string', multiple: true }, rounds: { type: 'string', default: '3' } } as const;
const schema = z.object({
  only: z.array(z.enum(['reads', 'writes'])).optional(),
  rounds: z.coerce.number().int().positive(),
});
const parse = (...args: string[]) => parseOptions(args, options, schema);

describe('the options of a script', () => {
  it('are what its schema makes of them', () => {
    expect(parse('--only', 'reads')).toEqual({ only: ['reads'], rounds: 3 });
  });

  it.each([
    [['--only', 'writes', '--only', 'nonsense'], /^--only nonsense: .*"reads"\|"writes"$/],
    [['--rounds', '0'], /^--rounds 0: .*>0$/],
    [['--rounds', 'often'], /^--rounds often: .*expected number/],
    [['--only', 'nonsense', '--rounds', '0'], /^--only nonsense: .*\n--rounds 0: .*$/],
    [['--onyl', 'reads'], /^Unknown option '--onyl'/],
    [['reads'], /^Unexpected argument 'reads'/],
  ])('that are wrong, %j, are said to be, with what is right', (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });
});
