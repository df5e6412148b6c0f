import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

interface ErrorAnswer {
  readonly code: string;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

/** Gives the body of a refusal in the words of whatever is served at a path. */
export type RefusalWording = (refusal: {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}) => object;

/** Answers with JSON. */
export function respondJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const text = jsonText(body);
  response.writeHead(status, jsonHead(text, headers));
  response.end(text); // for HEAD, Node leaves the body out
}

/** Answers with an error of ours: a code for programs, a message for people. */
export function respondError(response: ServerResponse, status: number, { headers, ...error }: ErrorAnswer): void {
  respondJson(response, status, { error }, headers);
}

/** As respondJson, but for the end: to be called by whoever decides when the connection may go on, or close. */
export function respondUnended(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  const text = jsonText(body);
  response.writeHead(status, jsonHead(text, headers));
  response.write(text);
}

const jsonText = (body: object): string => `${JSON.stringify(body)}\n`;

const jsonHead = (text: string, headers: Record<string, string>): OutgoingHttpHeaders => ({
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(text),
  ...headers,
});
