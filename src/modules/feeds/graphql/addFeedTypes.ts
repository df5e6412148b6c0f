import type { Builder } from '../../../graphql/builder.ts';
import { addFeedActivity } from './FeedActivity.ts';
import { addFeedInput } from './FeedInput.ts';
import { addFeedChanged } from './feedChanged.ts';
import { addFeedQuery } from './feedQuery.ts';

export function addFeedTypes(builder: Builder): void {
  addFeedActivity(builder);
  const FeedInput = addFeedInput(builder);
  addFeedQuery(builder, FeedInput);
  addFeedChanged(builder, FeedInput);
}
