export interface InvalidCollection {
  readonly kind: 'invalid-collection';
  readonly field: 'name' | 'description';
  readonly reason: string;
}

export function refuseText(
  field: InvalidCollection['field'],
  text: string,
  maxLength: number,
): InvalidCollection | undefined {
  if (text.length > maxLength) return { kind: 'invalid-collection', field, reason: `at most ${maxLength} characters` };
  // PostgreSQL stores neither.
  if (text.includes('\0') || !text.isWellFormed())
    return { kind: 'invalid-collection', field, reason: 'well-formed text' };
  return undefined;
}
