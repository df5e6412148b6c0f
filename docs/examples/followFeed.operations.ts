import { graphql } from '../../src/generated/graphql/gql.ts';

graphql(`
  fragment FollowedItem on FeedActivity {
    id
    createdAt
    actor { did handle }
    card { id title url text }
  }
`);

export const FollowedPage = graphql(`
  query FollowedPage($feed: FeedInput!) {
    feed(feed: $feed, first: 50) {
      nodes { ...FollowedItem }
      liveCursor
    }
  }
`);

export const FollowedChanges = graphql(`
  subscription FollowedChanges($feed: FeedInput!, $after: String!) {
    feedChanged(feed: $feed, after: $after) {
      __typename
      ... on FeedItemAdded { cursor item { ...FollowedItem } }
      ... on FeedItemUpdated { cursor item { ...FollowedItem } }
      ... on FeedItemRemoved { cursor activityId }
    }
  }
`);
