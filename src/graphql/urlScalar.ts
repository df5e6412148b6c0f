import { GraphQLError, GraphQLScalarType } from 'graphql';
import { URLResolver } from 'graphql-scalars';

/** That of graphql-scalars takes anything that reads as a URL when it is made a text, such as a list of one. */
export const urlScalar = new GraphQLScalarType({
  ...URLResolver.toConfig(),
  parseValue(value) {
    if (typeof value !== 'string') throw new GraphQLError('URL cannot represent a non string value');
    return new URL(value);
  },
});
