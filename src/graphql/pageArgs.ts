import type { Builder } from './builder.ts';
import { defaultPageSize, maxPageSize } from './pagination.ts';

/** The arguments of every connection. */
export const pageArgs = (builder: Builder) =>
  builder.args((t) => ({
    first: t.int({ description: `How many, from 1 to ${maxPageSize}. Default ${defaultPageSize}.` }),
    after: t.string({ description: 'The cursor of the edge to go on from.' }),
  }));
