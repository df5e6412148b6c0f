import type { UseCases } from '../../src/graphql/useCases.ts';

const unexpected = {
  execute: async (): Promise<never> => {
    throw new Error('this use case was not expected to run');
  },
};

/** Use cases that may not run, but for those that the test gives. */
export const fakeUseCases = (given: Partial<UseCases> = {}): UseCases => ({
  addUrlToLibrary: unexpected,
  addCardToLibrary: unexpected,
  removeCardFromLibrary: unexpected,
  addNote: unexpected,
  createCollection: unexpected,
  updateCollection: unexpected,
  deleteCollection: unexpected,
  addCardToCollection: unexpected,
  removeCardFromCollection: unexpected,
  addCollaborator: unexpected,
  removeCollaborator: unexpected,
  follow: unexpected,
  unfollow: unexpected,
  mute: unexpected,
  unmute: unexpected,
  block: unexpected,
  unblock: unexpected,
  updateProfile: unexpected,
  markNotificationsRead: unexpected,
  markNotificationsSeen: unexpected,
  markAllNotificationsRead: unexpected,
  setNotificationPreference: unexpected,
  ensureCurator: { execute: async () => {} },
  ...given,
});
