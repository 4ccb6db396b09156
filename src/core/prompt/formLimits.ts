/** Steps; the prompts ask for at most five. An end for a model that finds none. */
export const MAX_STEPS = 12;

/** Items of a list in an argument, such as waypoints. */
export const MAX_LIST_ITEMS = 16;
