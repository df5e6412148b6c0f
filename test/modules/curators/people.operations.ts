import { graphql } from '../../../src/generated/graphql/gql.ts';

export const FollowTarget = graphql(`
  mutation FollowTarget($input: FollowInput!) {
    follow(input: $input) {
      __typename
      ... on FollowPayload { curator { did } collection { id } }
      ... on Error { code path }
    }
  }
`);

export const UnfollowTarget = graphql(`
  mutation UnfollowTarget($input: UnfollowInput!) {
    unfollow(input: $input) {
      __typename
      ... on UnfollowPayload { curator { did } collection { id } }
      ... on Error { code path }
    }
  }
`);

export const ActivitiesOf = graphql(`
  query ActivitiesOf($feed: FeedInput!, $first: Int, $after: String) {
    feed(feed: $feed, first: $first, after: $after) {
      nodes { id kind actor { did } card { id } collection { id } }
      pageInfo { hasNextPage endCursor }
      liveCursor
    }
  }
`);

export const ActivityTold = graphql(`
  subscription ActivityTold($feed: FeedInput!, $after: String) {
    feedChanged(feed: $feed, after: $after) {
      __typename
      ... on FeedItemAdded { cursor item { id } }
      ... on FeedItemUpdated { cursor item { id } }
      ... on FeedItemRemoved { cursor activityId }
    }
  }
`);
