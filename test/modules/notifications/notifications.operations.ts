import { graphql } from '../../../src/generated/graphql/gql.ts';

export const FollowCurator = graphql(`
  mutation FollowCurator($curatorId: ID!) { follow(input: { curatorId: $curatorId }) { __typename } }
`);

export const UnfollowCurator = graphql(`
  mutation UnfollowCurator($curatorId: ID!) { unfollow(input: { curatorId: $curatorId }) { __typename } }
`);

export const GroupChanged = graphql(`
  subscription GroupChanged($after: String) {
    notificationChanged(after: $after) {
      op unreadCount notificationId
      notification { id kind actorCount actor { did } seenAt actors(first: 5) { nodes { did } } }
    }
  }
`);

export const Groups = graphql(`
  query Groups {
    notifications { nodes { id kind actorCount seenAt readAt } edges { cursor } liveCursor }
    unreadNotificationCount
    unseenNotificationCount
  }
`);

export const MarkSeen = graphql(`
  mutation MarkSeen($notificationIds: [ID!]!) {
    markNotificationsSeen(input: { notificationIds: $notificationIds }) {
      __typename
      ... on MarkNotificationsSeenPayload { unreadCount unseenCount }
      ... on Error { code path }
    }
  }
`);

export const MarkAllRead = graphql(`
  mutation MarkAllRead($upTo: String) {
    markAllNotificationsRead(input: { upTo: $upTo }) {
      __typename
      ... on MarkAllNotificationsReadPayload { unreadCount }
    }
  }
`);

export const SetPreference = graphql(`
  mutation SetPreference($kind: NotificationKind!, $enabled: Boolean!) {
    setNotificationPreference(input: { kind: $kind, enabled: $enabled }) {
      __typename
      ... on SetNotificationPreferencePayload { preference { kind enabled } }
    }
  }
`);
