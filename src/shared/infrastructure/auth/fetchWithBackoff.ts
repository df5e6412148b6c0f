import type { FetchImplementation } from 'jose';

/**
 * Fetches, and after a failure fails again without asking until `retryMs` have passed: jose's own cooldown counts from
 * successes only, so while the key server is down each token with an unknown key would be a request.
 */
export function fetchWithBackoff(retryMs: number): FetchImplementation {
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  return async (url, options) => {
    if (failure && performance.now() < failure.until) throw failure.error;
    try {
      const response = await fetch(url, options);
      if (response.status !== 200) throw new Error(`the key server answered ${response.status}`);
      failure = undefined;
      return response;
    } catch (error) {
      failure = { error, until: performance.now() + retryMs };
      throw error;
    }
  };
}
