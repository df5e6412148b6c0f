import { z } from 'zod';
import type { Stream } from '../streams.ts';
import type { PlotIds } from './subscriptionRows.ts';
import type { World } from './world.ts';

const places = ['public', 'unlisted', 'private', 'turning', 'turned'] as const;

/** Prepares what happens: only what is done by `play` comes to those who subscribe in between. */
export async function preparePlot({ library, ids, must }: World) {
  const { link, public: publicId, unlisted, private: privateId } = ids;
  const turning = await library.collection({ visibility: 'PUBLIC', name: 'turning' });
  const plotIds: PlotIds = { link, public: publicId, unlisted, private: privateId, turning };
  const notes = new Map<string, string>();
  for (const place of places) notes.set(place, await library.note(place));
  const put = (place: (typeof places)[number], collectionId: string) =>
    library.put(notes.get(place) ?? '', collectionId);
  return {
    ids: plotIds,
    /** Everything that somebody may see of it, or not, and last what everybody sees who follows somebody or looks at everything. */
    async play(): Promise<void> {
      await library.note('saved');
      await put('public', publicId);
      await put('unlisted', unlisted);
      await put('private', privateId);
      await put('turning', turning);
      await library.change('updateCollection', 'UpdateCollection', { collectionId: turning, visibility: 'PRIVATE' });
      await put('turned', turning);
      await must('herald', 'mutation ($id: ID!) { addCardToLibrary(input: { cardId: $id }) { __typename } }', {
        id: link,
      });
      await library.note('marker', 'herald');
    },
  };
}

const changeSchema = z.object({
  feedChanged: z
    .object({
      __typename: z.string(),
      item: z.object({ id: z.string(), card: z.object({ text: z.string().nullable() }).nullable() }).optional(),
      activityId: z.string().optional(),
    })
    .optional(),
  notificationChanged: z.object({ notification: z.object({ kind: z.string() }).nullable() }).optional(),
});

/** What has come to a subscriber, in the words of the plot; or why nothing can. */
export function storyOf({ results, end }: Stream): string {
  const [error] = results.flatMap(({ errors = [] }) => errors);
  if (end === '4403 the token has expired') return 'EXPIRED';
  if (end === '401' && error?.message === 'the token has expired') return 'EXPIRED';
  if (error) return error.extensions.code;
  const texts = new Map<string, string>();
  const told = results.flatMap(({ data }) => {
    const { feedChanged, notificationChanged } = changeSchema.parse(data);
    if (notificationChanged) return notificationChanged.notification?.kind ?? [];
    if (feedChanged?.item === undefined)
      return `REMOVED ${texts.get(feedChanged?.activityId ?? '') ?? 'what was never shown'}`;
    const text = feedChanged.item.card?.text ?? 'saved by the herald';
    texts.set(feedChanged.item.id, text);
    return feedChanged.__typename === 'FeedItemAdded' ? text : `${feedChanged.__typename} ${text}`;
  });
  return told.join(', ') || 'nothing';
}
