import { type DocumentNode, GraphQLError, Lexer, type ParseOptions, parse, Source, TokenKind } from 'graphql';
import { limitExceeded } from './documentErrors.ts';

/** graphql's own parser, which stops at the limit; it calls that a syntax error, so of what fails the tokens are counted. */
export function parseWithin(maxTokens: number, source: string | Source, options?: ParseOptions): DocumentNode {
  try {
    return parse(source, { ...options, maxTokens });
  } catch (error) {
    const text = typeof source === 'string' ? new Source(source) : source;
    const position = positionOfToken(maxTokens + 1, text);
    if (position === undefined) throw error;
    throw limitExceeded('tokens', maxTokens, { source: text, positions: [position] });
  }
}

/** Undefined where there are fewer, up to the end or to what is no token. */
function positionOfToken(wanted: number, source: Source): number | undefined {
  const lexer = new Lexer(source);
  try {
    for (let count = 1; count <= wanted; count += 1) if (lexer.advance().kind === TokenKind.EOF) return undefined;
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
  return lexer.token.start;
}
