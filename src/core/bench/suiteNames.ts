/** The suites, in the order in which they run and are shown. */
export const SUITES = ['llm', 'cache', 'resilience'] as const;
