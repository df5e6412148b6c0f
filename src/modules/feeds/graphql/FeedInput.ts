import type { Builder } from '../../../graphql/builder.ts';
import type { GraphQLContext } from '../../../graphql/context.ts';
import { badUserInput, unauthenticated } from '../../../graphql/errors.ts';
import { curatorIdOf } from '../../../graphql/globalIds.ts';
import type { Feed } from '../domain/Feed.ts';

interface FeedChoice {
  readonly global?: boolean | null | undefined;
  readonly following?: boolean | null | undefined;
  readonly curatorId?: string | null | undefined;
}

export const addFeedInput = (builder: Builder) =>
  builder.inputType('FeedInput', {
    description: 'Which feed: exactly one of its fields.',
    isOneOf: true,
    fields: (t) => ({
      global: t.boolean({ description: 'True: what everybody did.' }),
      following: t.boolean({ description: 'True: what those did whom the viewer follows. Needs a token.' }),
      curatorId: t.id({ description: 'What this curator did: a global id or a DID.' }),
    }),
  });

/** Throws BAD_USER_INPUT, and UNAUTHENTICATED for the viewer's own feed without a viewer. */
export function toFeed({ global, following, curatorId }: FeedChoice, { viewer }: GraphQLContext): Feed {
  if (typeof curatorId === 'string')
    return { kind: 'curator', curatorId: curatorIdOf(curatorId, 'feed.curatorId').value };
  if (global) return { kind: 'global' };
  if (!following) throw badUserInput('the field that names the feed must be true', 'feed');
  if (!viewer) throw unauthenticated();
  return { kind: 'following', viewerId: viewer.value };
}
