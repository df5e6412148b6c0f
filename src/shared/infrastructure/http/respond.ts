import type { ServerResponse } from 'node:http';

/** Answers with JSON that no cache keeps. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(text); // for HEAD, Node leaves the body out
}

/** Answers with an error of ours: a code for programs, a message for people. */
export function respondError(
  response: ServerResponse,
  status: number,
  { code, message, headers }: { code: string; message: string; headers?: Record<string, string> },
): void {
  respondJson(response, status, { error: { code, message } }, headers);
}
