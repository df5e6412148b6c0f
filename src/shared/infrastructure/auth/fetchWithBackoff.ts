import type { FetchImplementation } from 'jose';

/**
 * Fetches, and after a failure fails again without asking until `retryMs` have passed: jose's own cooldown counts from
 * successes only, so while the key server is down each token with an unknown key would be a request.
 *
 * @param onAnswer is called after each fetch that succeeded.
 */
export function fetchWithBackoff(retryMs: number, onAnswer: () => void): FetchImplementation {
  let failure: { readonly error: unknown; readonly until: number } | undefined;
  return async (url, options) => {
    if (failure && performance.now() < failure.until) throw failure.error;
    try {
      const response = await fetch(url, options);
      if (response.status !== 200) throw new Error(`the key server answered ${response.status}`);
      failure = undefined;
      onAnswer();
      return response;
    } catch (error) {
      failure = { error, until: performance.now() + retryMs };
      throw error;
    }
  };
}
