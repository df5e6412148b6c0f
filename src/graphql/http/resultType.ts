/** What results are sent as (GraphQL over HTTP, section 6.4). */
export type ResultType = 'application/json' | 'application/graphql-response+json';

/**
 * The type that Yoga would answer a query or mutation with: the first of the header that admits one, whatever its weight. Undefined where
 * Yoga shall see for itself.
 */
export function resultTypeFor(accept: string | undefined): ResultType | undefined {
  if (accept === undefined || accept === 'application/json' || accept === '*/*') return 'application/json';
  for (const range of accept.replaceAll(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset=')) ?? 'charset=utf-8';
    if (charset !== 'charset=utf-8') continue;
    switch (type) {
      case '*/*':
      case 'application/*':
      case 'application/json':
        return 'application/json';
      case 'application/graphql-response+json':
        return type;
      default:
        if (type.includes('*')) return undefined;
    }
  }
  return undefined;
}
