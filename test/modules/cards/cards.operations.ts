import { graphql } from '../../../src/generated/graphql/gql.ts';

export const SaveUrl = graphql(`
  mutation SaveUrl($input: AddUrlToLibraryInput!) {
    addUrlToLibrary(input: $input) {
      __typename
      ... on AddUrlToLibraryPayload { card { id viaCard { id } } }
      ... on Error { code path }
    }
  }
`);

export const KeepCard = graphql(`
  mutation KeepCard($cardId: ID!) {
    addCardToLibrary(input: { cardId: $cardId }) { __typename ... on Error { code path } }
  }
`);

export const WriteNote = graphql(`
  mutation WriteNote($input: AddNoteInput!) {
    addNote(input: $input) {
      __typename
      ... on AddNotePayload { card { id } }
      ... on Error { code path }
    }
  }
`);

export const RewriteNote = graphql(`
  mutation RewriteNote($cardId: ID!, $text: String!) {
    updateNote(input: { cardId: $cardId, text: $text }) {
      __typename
      ... on UpdateNotePayload { card { text } }
      ... on Error { code path }
    }
  }
`);

export const Highlight = graphql(`
  mutation Highlight($parentCardId: ID!, $quote: String!) {
    addHighlight(input: { parentCardId: $parentCardId, quote: $quote }) {
      __typename
      ... on AddHighlightPayload { card { id type text author { did } parentCard { id } } }
      ... on Error { code path }
    }
  }
`);

export const SeeCard = graphql(`
  query SeeCard($id: ID!) {
    node(id: $id) { __typename ... on Card { type text parentCard { id } viaCard { id } } }
  }
`);

export const KeptCards = graphql(`
  query KeptCards($id: ID!, $first: Int!) {
    curator(id: $id) { library(first: $first) { nodes { id type text parentCard { id } viewerHasSaved } } }
  }
`);

export const CardChanges = graphql(`
  subscription CardChanges($feed: FeedInput!, $after: String) {
    feedChanged(feed: $feed, after: $after) {
      __typename
      ... on FeedItemAdded { item { id kind actor { did } card { id } } }
      ... on FeedItemUpdated { item { id card { text } } }
      ... on FeedItemRemoved { activityId }
    }
  }
`);
