import { graphql } from '../../src/generated/graphql/gql.ts';

export const AddUrl = graphql(`
  mutation AddUrl($url: URL!, $note: String) {
    addUrlToLibrary(input: { url: $url, note: $note }) {
      __typename
      ... on AddUrlToLibraryPayload { card { id url } }
      ... on Error { code message path }
    }
  }
`);

export const RemoveCard = graphql(`
  mutation RemoveCard($cardId: ID!) {
    removeCardFromLibrary(input: { cardId: $cardId }) {
      __typename
      ... on RemoveCardFromLibraryPayload { cardId }
      ... on Error { code }
    }
  }
`);

export const Follow = graphql(`
  mutation Follow($curatorId: ID!) {
    follow(input: { curatorId: $curatorId }) {
      __typename
      ... on FollowPayload { curator { did } }
      ... on Error { code }
    }
  }
`);

export const Unfollow = graphql(`
  mutation Unfollow($curatorId: ID!) {
    unfollow(input: { curatorId: $curatorId }) { __typename }
  }
`);

export const Viewer = graphql(`
  query Viewer { viewer { id did } unreadNotificationCount }
`);

export const FeedPage = graphql(`
  query FeedPage($feed: FeedInput!, $first: Int, $after: String) {
    feed(feed: $feed, first: $first, after: $after) {
      nodes { id kind actor { did } card { url } }
      pageInfo { hasNextPage endCursor }
      liveCursor
    }
  }
`);

export const Notifications = graphql(`
  query Notifications {
    notifications { nodes { id kind actor { did } card { url } readAt } liveCursor }
    unreadNotificationCount
  }
`);

export const FeedChanged = graphql(`
  subscription FeedChanged($feed: FeedInput!, $after: String) {
    feedChanged(feed: $feed, after: $after) {
      __typename
      ... on FeedItemAdded { cursor item { id actor { did } card { url } } }
      ... on FeedItemUpdated { cursor item { id card { title description imageUrl siteName } } }
      ... on FeedItemRemoved { cursor activityId }
    }
  }
`);

export const NotificationChanged = graphql(`
  subscription NotificationChanged($after: String) {
    notificationChanged(after: $after) {
      cursor op unreadCount
      notification { id kind actor { did } card { url } }
      notificationId
    }
  }
`);
