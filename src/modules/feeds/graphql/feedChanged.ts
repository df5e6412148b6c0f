import type { Builder } from '../../../graphql/builder.ts';
import { encodeGlobalId } from '../../../graphql/globalIds.ts';
import { sharesEvents } from '../../../graphql/live/sharing.ts';
import type { NamedRow } from '../../../graphql/RowsById.ts';
import type { FeedNotice } from '../application/LiveFeed.ts';
import { type addFeedInput, toFeed } from './FeedInput.ts';

const typeOf = { ADDED: 'FeedItemAdded', UPDATED: 'FeedItemUpdated', REMOVED: 'FeedItemRemoved' } as const;

/** `Subscription.feedChanged` */
export function addFeedChanged(builder: Builder, FeedInput: ReturnType<typeof addFeedInput>): void {
  const FeedChange = builder.unionType('FeedChange', {
    description: 'A change of a feed.',
    types: [
      addItemType(builder, 'FeedItemAdded', 'Something new, or something that came back.'),
      addItemType(builder, 'FeedItemUpdated', 'Something that is in the feed already, and looks different now.'),
      addRemovedType(builder),
    ],
    resolveType: ({ op }) => typeOf[op],
  });

  builder.subscriptionField('feedChanged', (t) =>
    t.field({
      type: FeedChange,
      description: 'The changes of a feed, each once, in one order for everybody, without a gap.',
      args: {
        feed: t.arg({ type: FeedInput, required: true, description: 'Which feed.' }),
        after: t.arg.string({
          description: 'The last cursor you have: of a change, or the liveCursor of a page. Without it: from now on.',
        }),
      },
      subscribe: (_root, { feed, after }, context) =>
        context.liveFeed.subscribe(toFeed(feed, context), after ?? undefined),
      resolve: (notice) => notice,
      extensions: sharesEvents,
    }),
  );
}

const activity: NamedRow = {
  model: 'feedActivity',
  idOf: (notice) => ('activityId' in notice && typeof notice.activityId === 'string' ? notice.activityId : undefined),
};

const cursorDescription = 'For feedChanged(after:), to go on after this change.';

const addItemType = (builder: Builder, name: string, description: string) =>
  builder.objectRef<FeedNotice>(name).implement({
    description,
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: cursorDescription }),
      item: t.field({
        type: 'FeedActivity',
        description: 'The activity.',
        resolve: (notice, _args, context, info) => context.rows.ofEvent(notice, activity, context, info),
      }),
    }),
  });

const addRemovedType = (builder: Builder) =>
  builder.objectRef<FeedNotice>('FeedItemRemoved').implement({
    description: 'Something that is no longer in the feed.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', { description: cursorDescription }),
      activityId: t.id({
        description: 'The global id of the activity.',
        resolve: ({ activityId }) => encodeGlobalId('FeedActivity', activityId),
      }),
    }),
  });
