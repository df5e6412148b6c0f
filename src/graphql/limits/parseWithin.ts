import {
  type DocumentNode,
  GraphQLError,
  Lexer,
  type ParseOptions,
  parse,
  Source,
  type Token,
  TokenKind,
} from 'graphql';
import { maxNesting } from './DocumentLimits.ts';
import { limitExceeded } from './documentErrors.ts';

/**
 * graphql's own parser, which stops at the limit; it calls that a syntax error, so of what fails the tokens are counted. What is nested too deeply
 * does not come to it: it would end in the end of the stack.
 */
export function parseWithin(maxTokens: number, source: string | Source, options?: ParseOptions): DocumentNode {
  const text = typeof source === 'string' ? new Source(source) : source;
  const tooDeep = mayBeTooDeep(text.body) ? firstTooDeep(text, maxTokens) : undefined;
  if (tooDeep) throw limitExceeded('nesting', maxNesting, { source: text, positions: [tooDeep.start] });
  try {
    return parse(text, { ...options, maxTokens });
  } catch (error) {
    const tooMany = tokenAt(maxTokens + 1, text);
    if (!tooMany) throw error;
    throw limitExceeded('tokens', maxTokens, { source: text, positions: [tooMany.start] });
  }
}

const opening: ReadonlySet<string> = new Set([TokenKind.PAREN_L, TokenKind.BRACKET_L, TokenKind.BRACE_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.PAREN_R, TokenKind.BRACKET_R, TokenKind.BRACE_R]);

/** Hardly any text has so many brackets: only of those that do the tokens are looked at. */
function mayBeTooDeep(text: string): boolean {
  if (text.length <= maxNesting) return false;
  let count = 0;
  for (const character of text) if (opening.has(character)) count += 1;
  return count > maxNesting;
}

/** The bracket that is one too many within each other, among the tokens that are allowed. */
function firstTooDeep(source: Source, maxTokens: number): Token | undefined {
  let depth = 0;
  return findToken(source, maxTokens, ({ kind }) => {
    if (opening.has(kind)) depth += 1;
    else if (closing.has(kind)) depth -= 1;
    return depth > maxNesting;
  });
}

function tokenAt(wanted: number, source: Source): Token | undefined {
  let count = 0;
  return findToken(source, wanted, () => {
    count += 1;
    return count === wanted;
  });
}

/** The first that fits, up to so many, to the end or to what is no token. */
function findToken(source: Source, max: number, fits: (token: Token) => boolean): Token | undefined {
  const lexer = new Lexer(source);
  try {
    for (let count = 1; count <= max; count += 1) {
      const token = lexer.advance();
      if (token.kind === TokenKind.EOF) return undefined;
      if (fits(token)) return token;
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
  return undefined;
}
