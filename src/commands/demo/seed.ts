import { z } from 'zod';
import type { GraphQLClient } from './GraphQLClient.ts';
import type { Person } from './people.ts';

/** A person, and the API as this person uses it. */
export interface Participant {
  readonly person: Person;
  readonly client: GraphQLClient;
}

const profile = z.object({ viewer: z.object({ handle: z.string().nullable() }) });

const updateProfile = `mutation ($handle: String!, $displayName: String!) {
  updateProfile(input: { handle: $handle, displayName: $displayName }) { __typename ... on Error { message } }
}`;
const follow = `mutation ($curatorId: ID!) {
  follow(input: { curatorId: $curatorId }) { __typename ... on Error { message } }
}`;
const addUrl = `mutation ($url: URL!, $note: String) {
  addUrlToLibrary(input: { url: $url, note: $note }) { __typename ... on Error { message } }
}`;

/**
 * Gives everybody a profile, people to follow and cards, by the mutations that any client has. What is there already is left as it
 * is, so that it may be called at each start.
 */
export async function seed(participants: readonly Participant[]): Promise<void> {
  // One after the other: somebody must be known before being followed, and feeds read the same at each first start.
  for (const participant of participants) await introduce(participant);
  for (const participant of participants) await followOthers(participant);
  for (const participant of participants) await fillLibrary(participant);
}

async function introduce({ client, person: { handle, displayName } }: Participant): Promise<void> {
  const { viewer } = await client.query(profile, '{ viewer { handle } }');
  if (viewer.handle === null) await client.mutate(updateProfile, { handle, displayName });
}

async function followOthers({ client, person }: Participant): Promise<void> {
  for (const curatorId of person.follows) await client.mutate(follow, { curatorId });
}

async function fillLibrary({ client, person }: Participant): Promise<void> {
  for (const link of person.links) await client.mutate(addUrl, link);
}
