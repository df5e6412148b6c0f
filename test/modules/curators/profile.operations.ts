import { graphql } from '../../../src/generated/graphql/gql.ts';

export const Profile = graphql(`
  query Profile($id: ID!) {
    curator(id: $id) {
      did handle displayName description avatarUrl
      followerCount followingCount cardCount collectionCount
      viewerFollows viewerMutes viewerBlocks
    }
  }
`);

export const ChangeProfile = graphql(`
  mutation ChangeProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      __typename
      ... on UpdateProfilePayload { curator { did handle } }
      ... on Error { code path }
    }
  }
`);

export const Follows = graphql(`
  query Follows($id: ID!, $first: Int, $followersAfter: String, $followingAfter: String) {
    curator(id: $id) {
      followers(first: $first, after: $followersAfter) { nodes { did } pageInfo { hasNextPage endCursor } }
      following(first: $first, after: $followingAfter) { edges { node { did } cursor } pageInfo { hasNextPage endCursor } }
    }
  }
`);

export const ActorsTold = graphql(`
  subscription ActorsTold($feed: FeedInput!, $after: String) {
    feedChanged(feed: $feed, after: $after) {
      ... on FeedItemAdded { item { id actor { did viewerFollows viewerMutes followerCount collectionCount } } }
    }
  }
`);
