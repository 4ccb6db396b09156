/** Every suite, in the order in which they run and are shown. */
export const SUITES = ['llm', 'cache', 'resilience', 'model', 'chaos', 'capacity'] as const;

/** What runs unless another choice is made, in order: the 33 cases that need no model of yours. */
export const STANDARD_SUITES = ['llm', 'cache', 'resilience'] as const;

/** Stands for every suite there is, wherever suites are named. */
export const ALL_SUITES = 'all';
