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

export const MuteTarget = graphql(`
  mutation MuteTarget($input: MuteInput!) {
    mute(input: $input) {
      __typename
      ... on MutePayload { curator { did viewerMutes } collection { id viewerMutes } }
      ... on Error { code path }
    }
  }
`);

export const UnmuteTarget = graphql(`
  mutation UnmuteTarget($input: UnmuteInput!) {
    unmute(input: $input) {
      __typename
      ... on UnmutePayload { curator { did viewerMutes } collection { id viewerMutes } }
      ... on Error { code path }
    }
  }
`);

export const BlockCurator = graphql(`
  mutation BlockCurator($curatorId: ID!) {
    block(input: { curatorId: $curatorId }) {
      __typename
      ... on BlockPayload { curator { did viewerBlocks viewerFollows } }
      ... on Error { code path }
    }
  }
`);

export const UnblockCurator = graphql(`
  mutation UnblockCurator($curatorId: ID!) {
    unblock(input: { curatorId: $curatorId }) {
      __typename
      ... on UnblockPayload { curator { did viewerBlocks } }
      ... on Error { code path }
    }
  }
`);

export const ActivityNode = graphql(`
  query ActivityNode($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }
`);

export const NotificationsOf = graphql(`
  query NotificationsOf { notifications(first: 100) { nodes { id kind actors(first: 20) { nodes { did } } } liveCursor } unreadNotificationCount }
`);

export const NotificationTold = graphql(`
  subscription NotificationTold($after: String) {
    notificationChanged(after: $after) { op notificationId unreadCount notification { id actorCount } }
  }
`);

export const TiesTo = graphql(`
  query TiesTo($id: ID!) { curator(id: $id) { viewerFollows viewerMutes viewerBlocks } }
`);
