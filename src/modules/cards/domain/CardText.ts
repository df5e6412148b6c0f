import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';

const maxTextLength = 10_000;

export interface InvalidText {
  readonly kind: 'invalid-text';
  readonly reason: 'empty' | 'too-long' | 'not-well-formed';
}

/** What a note says, or a highlight quotes: 1 to 10,000 characters besides surrounding white space, without NUL characters and lone surrogates. */
export class CardText extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<CardText, InvalidText> {
    const text = value.trim();
    if (text === '') return err({ kind: 'invalid-text', reason: 'empty' });
    if (text.length > maxTextLength) return err({ kind: 'invalid-text', reason: 'too-long' });
    // PostgreSQL stores neither.
    if (text.includes('\0') || !text.isWellFormed()) return err({ kind: 'invalid-text', reason: 'not-well-formed' });
    return ok(new CardText(text));
  }
}
