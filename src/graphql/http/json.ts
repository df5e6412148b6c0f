/** What a text says. Undefined for what is no JSON, which has no other word for it. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a body of this content type is JSON, as Yoga tells it. */
export const isJsonType = (contentType: string | undefined): boolean =>
  contentType === 'application/json' || contentType?.startsWith('application/json;') === true;
