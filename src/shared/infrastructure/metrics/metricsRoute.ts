import { createHash, timingSafeEqual } from 'node:crypto';
import type { Registry } from 'prom-client';
import { AuthenticationError } from '../../application/TokenVerifier.ts';
import { bearerToken } from '../auth/bearerToken.ts';
import type { RequestHandler } from '../http/HttpServer.ts';
import { respondError } from '../http/respond.ts';
import type { Gauges } from './Gauges.ts';

export interface MetricsRouteOptions {
  readonly registry: Registry;
  readonly gauges: readonly Gauges[];
  /** Which `Authorization: Bearer` is let in; undefined: everybody is. */
  readonly token: string | undefined;
}

/** Answers in Prometheus' text format. */
export function metricsRoute({ registry, gauges, token }: MetricsRouteOptions): RequestHandler {
  return async (request, response) => {
    if (token !== undefined && !isBearerOf(token, request.headers.authorization)) {
      const headers = { 'www-authenticate': 'Bearer' };
      return respondError(response, 401, { code: 'UNAUTHENTICATED', message: 'METRICS_TOKEN is asked for', headers });
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const headers = { allow: 'GET, HEAD' };
      return respondError(response, 405, {
        code: 'METHOD_NOT_ALLOWED',
        message: 'Metrics are asked for by GET',
        headers,
      });
    }
    await Promise.all(gauges.map((gauge) => gauge.refresh()));
    const text = await registry.metrics();
    response.writeHead(200, { 'content-type': registry.contentType, 'cache-control': 'no-store' });
    response.end(text); // for HEAD, Node leaves the body out
  };
}

function isBearerOf(token: string, header: string | undefined): boolean {
  try {
    const given = bearerToken(header);
    // Digests are of one length, and tell nothing of how much was right.
    return given !== null && timingSafeEqual(digest(given), digest(token));
  } catch (error) {
    if (error instanceof AuthenticationError) return false;
    throw error;
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
