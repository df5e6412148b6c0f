import { graphql } from '../../../src/generated/graphql/gql.ts';

export const CreateCollection = graphql(`
  mutation CreateCollection($input: CreateCollectionInput!) {
    createCollection(input: $input) {
      __typename
      ... on CreateCollectionPayload { collection { id name description access visibility author { did } } }
      ... on Error { code message path }
    }
  }
`);

export const UpdateCollection = graphql(`
  mutation UpdateCollection($input: UpdateCollectionInput!) {
    updateCollection(input: $input) {
      __typename
      ... on UpdateCollectionPayload { collection { id name description access visibility } }
      ... on Error { code path }
    }
  }
`);

export const DeleteCollection = graphql(`
  mutation DeleteCollection($collectionId: ID!) {
    deleteCollection(input: { collectionId: $collectionId }) {
      __typename
      ... on DeleteCollectionPayload { collectionId }
      ... on Error { code path }
    }
  }
`);

export const AddCardToCollection = graphql(`
  mutation AddCardToCollection($cardId: ID!, $collectionId: ID!) {
    addCardToCollection(input: { cardId: $cardId, collectionId: $collectionId }) {
      __typename
      ... on AddCardToCollectionPayload { cardId card { id } collection { id cards { nodes { id } } } }
      ... on Error { code path }
    }
  }
`);

export const RemoveCardFromCollection = graphql(`
  mutation RemoveCardFromCollection($cardId: ID!, $collectionId: ID!) {
    removeCardFromCollection(input: { cardId: $cardId, collectionId: $collectionId }) {
      __typename
      ... on RemoveCardFromCollectionPayload { cardId collection { cards { nodes { id } } } }
      ... on Error { code path }
    }
  }
`);

export const AddCollaborator = graphql(`
  mutation AddCollaborator($collectionId: ID!, $curatorId: ID!) {
    addCollaborator(input: { collectionId: $collectionId, curatorId: $curatorId }) {
      __typename
      ... on AddCollaboratorPayload { curator { did } collection { collaborators { did } } }
      ... on Error { code path }
    }
  }
`);

export const RemoveCollaborator = graphql(`
  mutation RemoveCollaborator($collectionId: ID!, $curatorId: ID!) {
    removeCollaborator(input: { collectionId: $collectionId, curatorId: $curatorId }) {
      __typename
      ... on RemoveCollaboratorPayload { curator { did } collection { id } }
      ... on Error { code path }
    }
  }
`);

/** By every way that leads to it. */
export const SeeCollection = graphql(`
  query SeeCollection($id: ID!, $author: ID!) {
    collection(id: $id) { id name }
    node(id: $id) { id }
    nodes(ids: [$id]) { id }
    curator(id: $author) { collections { nodes { id } } }
  }
`);

export const CardsOfCollection = graphql(`
  query CardsOfCollection($id: ID!, $first: Int, $after: String) {
    collection(id: $id) {
      cards(first: $first, after: $after) { nodes { id url } pageInfo { hasNextPage endCursor } }
    }
  }
`);

export const CollectionsOfCurator = graphql(`
  query CollectionsOfCurator($id: ID!, $first: Int, $after: String) {
    curator(id: $id) {
      collections(first: $first, after: $after) { nodes { name collaborators { did } } pageInfo { hasNextPage endCursor } }
    }
  }
`);

export const AddUrlToCollections = graphql(`
  mutation AddUrlToCollections($url: URL!, $collectionIds: [ID!]) {
    addUrlToLibrary(input: { url: $url, collectionIds: $collectionIds }) {
      __typename
      ... on AddUrlToLibraryPayload { card { id } }
      ... on Error { code path }
    }
  }
`);

export const CollectionActivities = graphql(`
  query CollectionActivities($feed: FeedInput!, $first: Int, $after: String) {
    feed(feed: $feed, first: $first, after: $after) {
      nodes { id kind actor { did } card { id } collection { id name } }
      pageInfo { hasNextPage endCursor }
      liveCursor
    }
  }
`);

export const ActivityById = graphql(`
  query ActivityById($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }
`);

export const CollectionActivityChanged = graphql(`
  subscription CollectionActivityChanged($feed: FeedInput!, $after: String) {
    feedChanged(feed: $feed, after: $after) {
      __typename
      ... on FeedItemAdded { cursor item { id kind actor { did } card { id } collection { id name } } }
      ... on FeedItemUpdated { cursor item { id } }
      ... on FeedItemRemoved { cursor activityId }
    }
  }
`);
