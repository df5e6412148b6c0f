/** Mercurius with mqemitter-redis, as they come. What is published for the others is handed to its emitter here. */
import { fastify } from 'fastify';
import { Redis } from 'ioredis';
import { mercurius } from 'mercurius';
import mqRedis from 'mqemitter-redis';
import { channel, surroundings, typeDefs } from './schema.ts';

const { port, redisUrl } = surroundings();
const topic = 'feed';
const app = fastify();

await app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    Query: { viewer: () => null },
    Subscription: { feedChanged: { subscribe: (_root, _args, { pubsub }) => pubsub.subscribe(topic) } },
  },
  subscription: { emitter: mqRedis({ connectionString: redisUrl }) },
});

const redis = new Redis(redisUrl);
redis.on('message', (_channel, data) => app.graphql.pubsub.publish({ topic, payload: JSON.parse(data) }));
await redis.subscribe(channel);

await app.listen({ port, host: '127.0.0.1' });
