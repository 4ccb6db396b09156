/** What runs unless another choice is made, in order: the 33 cases that need no model of yours. */
export const STANDARD_SUITES = ['llm', 'cache', 'resilience'] as const;

/** Stands for every suite there is, wherever suites are named. */
export const ALL_SUITES = 'all';
