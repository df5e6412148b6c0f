import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Whether a person opens the address of the API in a browser. */
export const isGraphiQLRequest = ({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  method === 'GET' && headers.accept?.includes('text/html') === true;

const options = {
  title: 'Commonplace',
  subscriptionsProtocol: 'WS',
  defaultQuery:
    '{\n  feed(feed: { global: true }) {\n    nodes { actor { handle } card { title url } }\n    liveCursor\n  }\n}\n',
} as const;

/** The page has everything in it, and is let to reach nothing but this server. */
export async function sendGraphiQL(response: ServerResponse): Promise<void> {
  // 9 MB: loaded when the first browser asks for it.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const nonce = randomBytes(16).toString('base64');
  const page = renderGraphiQL(options).replace('<script>', `<script nonce="${nonce}">`);
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-length': Buffer.byteLength(page),
      'content-security-policy': policyWith(nonce),
    })
    .end(page);
}

/** Its editor makes styles while it runs, has fonts and pictures in itself, and workers that it writes to blobs. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
