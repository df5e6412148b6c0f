/** What is counted of queued handlers. */
export interface HandlerMetrics {
  started(handler: string): void;
  ended(handler: string, run: { readonly hasFailed: boolean; readonly seconds: number }): void;
  /** A delivery of this handler came to its last start. */
  died(handler: string): void;
}

/** What is counted of requests over HTTP. */
export interface RequestMetrics {
  /** @param status of the response; undefined if the client went away before it had all of it. */
  answered(status: number | undefined, seconds: number): void;
}

export type SharedLimit = 'rate_per_viewer' | 'rate_per_address' | 'sockets_per_viewer' | 'sockets_per_address';

/** Of what this process counts by itself: what of an address waits, and what of a socket is prepared. */
export type ProcessLimit = 'waiting_operations' | 'waiting_upgrades' | 'waiting_sockets' | 'operations_per_socket';

/** What is counted of limits. */
export interface LimitMetrics {
  refused(limit: SharedLimit | ProcessLimit): void;
  /** Let through without being counted: Redis did not say. */
  unchecked(limit: SharedLimit): void;
}
