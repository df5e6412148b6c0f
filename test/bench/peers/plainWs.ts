/** The floor: one prebuilt message for each event, send() for each socket, no GraphQL. */
import { createServer } from 'node:http';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';
import { channel, surroundings } from './schema.ts';

const { port, redisUrl } = surroundings();
const server = createServer();
const sockets = new WebSocketServer({ server, path: '/graphql', handleProtocols: () => 'graphql-transport-ws' });
const id = crypto.randomUUID();

sockets.on('connection', (socket) => {
  socket.once('message', () => socket.send('{"type":"connection_ack"}'));
});

const redis = new Redis(redisUrl);
redis.on('message', (_channel, data) => {
  const message = Buffer.from(`{"id":"${id}","type":"next","payload":{"data":${data}}}`);
  for (const socket of sockets.clients) socket.send(message, { binary: false });
});
await redis.subscribe(channel);

server.listen(port, '127.0.0.1');
