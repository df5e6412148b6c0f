import { PacedRefusals } from '../graphql/limits/PacedRefusals.ts';
import type { ServerLimits } from '../graphql/limits/ServerLimits.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { LimitMetrics, SharedLimit } from '../shared/application/Metrics.ts';
import type { Places } from '../shared/application/Places.ts';
import type { RateLimiter } from '../shared/application/RateLimiter.ts';
import { clientAddress } from '../shared/infrastructure/http/clientAddress.ts';
import { RedisPlaces } from '../shared/infrastructure/rateLimit/RedisPlaces.ts';
import { RedisRateLimiter } from '../shared/infrastructure/rateLimit/RedisRateLimiter.ts';
import { PromptRedis } from '../shared/infrastructure/redis/PromptRedis.ts';
import type { ClosingStack } from './ClosingStack.ts';
import type { LimitsConfig } from './config.ts';

export interface LimitsParts {
  readonly limits: LimitsConfig;
  /** Undefined: what is shared by all instances is not limited. */
  readonly redis: { readonly redisUrl: string; readonly prefix: string } | undefined;
  readonly metrics: LimitMetrics;
  readonly logger: Logger;
}

/** How much one client may do. Redis is asked over a connection of its own: nobody waits behind queued work. */
export async function createLimits(
  { limits, redis, metrics, logger }: LimitsParts,
  opened: ClosingStack,
): Promise<ServerLimits> {
  const { documents, sockets, rates, places, waitingOperations } = limits;
  const refusals = new PacedRefusals();
  const own: ServerLimits = {
    documents,
    sockets,
    waitingOperations,
    metrics,
    addressOf: createAddressOf(limits, logger),
    rates: { refusals },
  };
  const asksNothing = [rates, places].every(({ perViewer, perAddress }) => perViewer === 0 && perAddress === 0);
  if (!redis || asksNothing) return own;

  const prompt = opened.use('the limits', await PromptRedis.connect({ url: redis.redisUrl, logger }));
  const shared = { redis: prompt, prefix: `${redis.prefix}:limits`, metrics };
  const rate = (limit: SharedLimit, perSecond: number): RateLimiter | undefined =>
    perSecond === 0 ? undefined : new RedisRateLimiter({ ...shared, limit, perSecond });
  const placesOf = (limit: SharedLimit, perSubject: number): Places | undefined =>
    perSubject === 0 ? undefined : opened.use(`places, ${limit}`, new RedisPlaces({ ...shared, limit, perSubject }));
  return {
    ...own,
    rates: {
      perViewer: rate('rate_per_viewer', rates.perViewer),
      perAddress: rate('rate_per_address', rates.perAddress),
      refusals,
    },
    places: {
      perViewer: placesOf('sockets_per_viewer', places.perViewer),
      perAddress: placesOf('sockets_per_address', places.perAddress),
    },
  };
}

/** Says once that a proxy seems to stand before us of which we were not told: all who come by it would be one address. */
function createAddressOf({ trustProxyHops }: LimitsConfig, logger: Logger): ServerLimits['addressOf'] & object {
  let mayWarn = trustProxyHops === 0;
  return (request) => {
    if (mayWarn && request.headers['x-forwarded-for'] !== undefined) {
      mayWarn = false;
      logger.warn(
        {},
        'a request has X-Forwarded-For, and TRUST_PROXY_HOPS is 0: if a proxy of yours sends it, all who come by it are limited as one address',
      );
    }
    return clientAddress(request, trustProxyHops);
  };
}
