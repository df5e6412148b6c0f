/** The obvious implementation: Yoga, graphql-ws, and an iterator of graphql-redis-subscriptions for each client. Over HTTP it is Yoga as it comes. */
import { createServer } from 'node:http';
import { RedisPubSub } from 'graphql-redis-subscriptions';
import { useServer } from 'graphql-ws/use/ws';
import { createSchema, createYoga } from 'graphql-yoga';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';
import { channel, surroundings, typeDefs } from './schema.ts';

const { port, redisUrl } = surroundings();
const pubsub = new RedisPubSub({ publisher: new Redis(redisUrl), subscriber: new Redis(redisUrl) });

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      Query: { viewer: () => null },
      Subscription: { feedChanged: { subscribe: () => pubsub.asyncIterator(channel) } },
    },
  }),
});

const server = createServer(yoga);
const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });

// As Yoga's documentation has it, but for the way that the engine of an operation travels.
const engines = new WeakMap<object, ReturnType<typeof yoga.getEnveloped>>();

function engineOf(args: object) {
  const engine = engines.get(args);
  if (!engine) throw new Error('these arguments were not prepared here');
  return engine;
}

useServer(
  {
    execute: (args) => engineOf(args).execute(args),
    subscribe: (args) => engineOf(args).subscribe(args),
    onSubscribe: async (context, _id, params) => {
      const engine = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      });
      const args = {
        schema: engine.schema,
        operationName: params.operationName,
        document: engine.parse(params.query),
        variableValues: params.variables,
        contextValue: await engine.contextFactory(),
      };
      const errors = engine.validate(args.schema, args.document);
      if (errors.length > 0) return errors;
      engines.set(args, engine);
      return args;
    },
  },
  sockets,
);

server.listen(port, '127.0.0.1');
