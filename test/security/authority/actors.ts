/** Who asks, seen from the owner of the world that is asked about. */
export const actorNames = [
  'anonymous',
  'owner',
  'collaborator',
  'follower',
  'stranger',
  'blocked',
  'muter',
  'expired',
] as const;

export type Actor = (typeof actorNames)[number];

/** What comes of asking, for each of them. */
export type Outcomes = Readonly<Record<Actor, string>>;

/** A token that has expired lets nobody in, whatever is asked for. */
const expired = 'EXPIRED';
const unauthenticated = 'UNAUTHENTICATED';

type Some = Partial<Omit<Outcomes, 'expired'>>;

/** The same for all but some. */
export const everybody = (outcome: string, but: Some = {}): Outcomes => ({
  anonymous: outcome,
  owner: outcome,
  collaborator: outcome,
  follower: outcome,
  stranger: outcome,
  blocked: outcome,
  muter: outcome,
  ...but,
  expired,
});

/** The same for all but some; nobody without a token. */
export const withToken = (outcome: string, but: Some = {}): Outcomes =>
  everybody(outcome, { anonymous: unauthenticated, ...but });

/** For the author and the collaborators of a collection; what others get. */
export const members = (outcome: string, others: string, but: Some = {}): Outcomes =>
  everybody(others, { owner: outcome, collaborator: outcome, ...but });
