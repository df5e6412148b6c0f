import {
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  buildSchema as parseSchema,
} from 'graphql';
import { expect, it } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';

/** What clients outside of this repository rely on. It may only grow, by what is optional. */
const reliedOn = parseSchema(/* GraphQL */ `
  directive @oneOf on INPUT_OBJECT
  scalar DateTime
  scalar URL
  interface Node { id: ID! }
  interface Error { message: String! code: String! path: [String!] }
  type Query {
    viewer: Curator
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    curator(id: ID!): Curator
    feed(feed: FeedInput!, first: Int, after: String): FeedConnection!
    notifications(first: Int, after: String, unreadOnly: Boolean): NotificationConnection!
    unreadNotificationCount: Int!
  }
  type Curator implements Node { id: ID! handle: String displayName: String }
  type Card implements Node { id: ID! url: URL title: String }
  input FeedInput @oneOf { global: Boolean following: Boolean curatorId: ID collectionId: ID cardId: ID }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type FeedEdge { cursor: String! node: FeedActivity! }
  type FeedConnection { edges: [FeedEdge!]! nodes: [FeedActivity!]! pageInfo: PageInfo! liveCursor: String! }
  type FeedActivity implements Node { id: ID! kind: FeedActivityKind! actor: Curator! card: Card collection: Collection createdAt: DateTime! }
  enum FeedActivityKind { CARD_ADDED_TO_LIBRARY CARD_ADDED_TO_COLLECTION }
  type Collection implements Node { id: ID! name: String! description: String access: CollectionAccess! visibility: CollectionVisibility! }
  enum CollectionAccess { OPEN CLOSED }
  enum CollectionVisibility { PUBLIC UNLISTED PRIVATE }
  type NotificationConnection { nodes: [Notification!]! pageInfo: PageInfo! }
  type Notification implements Node { id: ID! }
  type Mutation {
    addUrlToLibrary(input: AddUrlToLibraryInput!): AddUrlToLibraryResult!
    addCardToLibrary(input: AddCardToLibraryInput!): AddCardToLibraryResult!
    removeCardFromLibrary(input: RemoveCardFromLibraryInput!): RemoveCardFromLibraryResult!
    createCollection(input: CreateCollectionInput!): CreateCollectionResult!
    updateCollection(input: UpdateCollectionInput!): UpdateCollectionResult!
    deleteCollection(input: DeleteCollectionInput!): DeleteCollectionResult!
    addCardToCollection(input: AddCardToCollectionInput!): AddCardToCollectionResult!
    removeCardFromCollection(input: RemoveCardFromCollectionInput!): RemoveCardFromCollectionResult!
    addCollaborator(input: AddCollaboratorInput!): AddCollaboratorResult!
    removeCollaborator(input: RemoveCollaboratorInput!): RemoveCollaboratorResult!
    addNote(input: AddNoteInput!): AddNoteResult!
    updateNote(input: UpdateNoteInput!): UpdateNoteResult!
    follow(input: FollowInput!): FollowResult!
    unfollow(input: UnfollowInput!): UnfollowResult!
    mute(input: MuteInput!): MuteResult!
    unmute(input: UnmuteInput!): UnmuteResult!
    block(input: BlockInput!): BlockResult!
    unblock(input: UnblockInput!): UnblockResult!
    markNotificationsSeen(input: MarkNotificationsSeenInput!): MarkNotificationsSeenResult!
    markNotificationsRead(input: MarkNotificationsReadInput!): MarkNotificationsReadResult!
    markAllNotificationsRead(input: MarkAllNotificationsReadInput!): MarkAllNotificationsReadResult!
    setNotificationPreference(input: SetNotificationPreferenceInput!): SetNotificationPreferenceResult!
    updateProfile(input: UpdateProfileInput!): UpdateProfileResult!
  }
  input AddUrlToLibraryInput { url: URL! note: String collectionIds: [ID!] }
  input AddCardToLibraryInput { cardId: ID! }
  input RemoveCardFromLibraryInput { cardId: ID! }
  input CreateCollectionInput { name: String! description: String access: CollectionAccess visibility: CollectionVisibility }
  input UpdateCollectionInput { collectionId: ID! name: String description: String access: CollectionAccess visibility: CollectionVisibility }
  input DeleteCollectionInput { collectionId: ID! }
  input AddCardToCollectionInput { cardId: ID! collectionId: ID! }
  input RemoveCardFromCollectionInput { cardId: ID! collectionId: ID! }
  input AddCollaboratorInput { collectionId: ID! curatorId: ID! }
  input RemoveCollaboratorInput { collectionId: ID! curatorId: ID! }
  input AddNoteInput { text: String! parentCardId: ID }
  input UpdateNoteInput { cardId: ID! text: String! }
  input FollowInput @oneOf { curatorId: ID collectionId: ID }
  input UnfollowInput @oneOf { curatorId: ID collectionId: ID }
  input MuteInput @oneOf { curatorId: ID collectionId: ID }
  input UnmuteInput @oneOf { curatorId: ID collectionId: ID }
  input BlockInput { curatorId: ID! }
  input UnblockInput { curatorId: ID! }
  input MarkNotificationsSeenInput { notificationIds: [ID!]! }
  input MarkNotificationsReadInput { notificationIds: [ID!]! }
  input MarkAllNotificationsReadInput { upTo: String }
  enum NotificationKind {
    CARD_SAVED YOUR_CARD_COLLECTED CARD_ADDED_TO_YOUR_COLLECTION FOLLOWED_YOU FOLLOWED_YOUR_COLLECTION COLLABORATOR_ADDED
    FOLLOWED_CURATOR_ADDED FOLLOWED_COLLECTION_ADDED
  }
  input SetNotificationPreferenceInput { kind: NotificationKind! enabled: Boolean! }
  input UpdateProfileInput { handle: String displayName: String description: String avatarUrl: URL }
  type AddUrlToLibraryPayload { card: Card }
  type AddCardToLibraryPayload { card: Card }
  type RemoveCardFromLibraryPayload { card: Card }
  type CreateCollectionPayload { collection: Collection }
  type UpdateCollectionPayload { collection: Collection }
  type DeleteCollectionPayload { collectionId: ID! }
  type AddCardToCollectionPayload { card: Card collection: Collection }
  type RemoveCardFromCollectionPayload { card: Card collection: Collection }
  type AddCollaboratorPayload { collection: Collection curator: Curator }
  type RemoveCollaboratorPayload { collection: Collection curator: Curator }
  type AddNotePayload { card: Card }
  type UpdateNotePayload { card: Card }
  type FollowPayload { curator: Curator collection: Collection }
  type UnfollowPayload { curator: Curator collection: Collection }
  type MutePayload { curator: Curator collection: Collection }
  type UnmutePayload { curator: Curator collection: Collection }
  type BlockPayload { curator: Curator }
  type UnblockPayload { curator: Curator }
  type MarkNotificationsSeenPayload { unreadCount: Int! }
  type MarkNotificationsReadPayload { unreadCount: Int! }
  type MarkAllNotificationsReadPayload { unreadCount: Int! }
  type NotificationPreference { kind: NotificationKind! enabled: Boolean! }
  type SetNotificationPreferencePayload { preference: NotificationPreference! }
  type UpdateProfilePayload { curator: Curator }
  union AddUrlToLibraryResult = AddUrlToLibraryPayload
  union AddCardToLibraryResult = AddCardToLibraryPayload
  union RemoveCardFromLibraryResult = RemoveCardFromLibraryPayload
  union CreateCollectionResult = CreateCollectionPayload
  union UpdateCollectionResult = UpdateCollectionPayload
  union DeleteCollectionResult = DeleteCollectionPayload
  union AddCardToCollectionResult = AddCardToCollectionPayload
  union RemoveCardFromCollectionResult = RemoveCardFromCollectionPayload
  union AddCollaboratorResult = AddCollaboratorPayload
  union RemoveCollaboratorResult = RemoveCollaboratorPayload
  union AddNoteResult = AddNotePayload
  union UpdateNoteResult = UpdateNotePayload
  union FollowResult = FollowPayload
  union UnfollowResult = UnfollowPayload
  union MuteResult = MutePayload
  union UnmuteResult = UnmutePayload
  union BlockResult = BlockPayload
  union UnblockResult = UnblockPayload
  union MarkNotificationsSeenResult = MarkNotificationsSeenPayload
  union MarkNotificationsReadResult = MarkNotificationsReadPayload
  union MarkAllNotificationsReadResult = MarkAllNotificationsReadPayload
  union SetNotificationPreferenceResult = SetNotificationPreferencePayload
  union UpdateProfileResult = UpdateProfilePayload
  type Subscription {
    feedChanged(feed: FeedInput!, after: String): FeedChange!
    notificationChanged(after: String): NotificationChange!
  }
  union FeedChange = FeedItemAdded | FeedItemUpdated | FeedItemRemoved
  type FeedItemAdded { cursor: String! item: FeedActivity! }
  type FeedItemUpdated { cursor: String! item: FeedActivity! }
  type FeedItemRemoved { cursor: String! activityId: ID! }
  enum NotificationChangeOp { ADDED UPDATED REMOVED ALL_READ }
  type NotificationChange { cursor: String! op: NotificationChangeOp! notification: Notification notificationId: ID unreadCount: Int! }
`);

/** Each name with its type, one a line: `Query.feed(feed: FeedInput!): FeedConnection!`. */
function names(schema: GraphQLSchema): Set<string> {
  return new Set(
    Object.values(schema.getTypeMap())
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap(namesOf),
  );
}

function namesOf(type: GraphQLNamedType): string[] {
  if (isUnionType(type)) return type.getTypes().map((member) => `${type.name} = ${member.name}`);
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
  if (isInputObjectType(type))
    return [
      ...(type.isOneOf ? [`${type.name} @oneOf`] : []),
      ...Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${String(field.type)}`),
    ];
  if (!isObjectType(type) && !isInterfaceType(type)) return [type.name];
  return [
    ...type.getInterfaces().map((of) => `${type.name} is a ${of.name}`),
    ...Object.values(type.getFields()).flatMap((field) => [
      `${type.name}.${field.name}: ${String(field.type)}`,
      ...field.args.map((argument) => `${type.name}.${field.name}(${argument.name}: ${String(argument.type)})`),
    ]),
  ];
}

it('keeps the names that clients outside rely on, with their types', () => {
  const present = names(buildSchema());
  expect([...names(reliedOn)].filter((name) => !present.has(name))).toEqual([]);
});
