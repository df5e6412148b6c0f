import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { GraphQLContext } from '../context.ts';
import { LiveResults } from '../live/LiveResults.ts';
import type { Incoming } from '../serverOptions.ts';
import type { EventStreams } from './EventStreams.ts';
import type { PlaceLimits } from './ServerLimits.ts';
import { takePlace } from './takePlace.ts';
import { tooMany } from './tooMany.ts';

/** A place becomes free when somebody leaves, whenever that is. */
const retrySeconds = 5;

/**
 * A subscription over HTTP is among the event streams of the server, and has a place among the sockets of its viewer, or of its address, until its
 * response is closed, and ends with that: Yoga leaves open what it then has no form to answer in (406). Sockets see to theirs.
 */
export const useEventStreams = (
  streams: EventStreams,
  places: PlaceLimits = {},
): Plugin<Incoming, Incoming, GraphQLContext> => ({
  async onSubscribe({ args: { contextValue } }) {
    const { response } = contextValue;
    if (!response) return undefined;
    streams.add(response);
    const place = await takePlace(contextValue, places);
    if (!place.ok) {
      const what = `Too many sockets and event streams of this ${place.error.of}`;
      throw tooMany('STREAM_LIMIT_EXCEEDED', what, retrySeconds);
    }
    whenClosed(response, () => place.value[Symbol.dispose]());
    return {
      onSubscribeResult({ result }: { readonly result: unknown }) {
        if (result instanceof LiveResults) whenClosed(response, () => result.end());
      },
    };
  },
});

function whenClosed(response: ServerResponse, work: () => void): void {
  if (response.closed) work();
  else response.once('close', work);
}
