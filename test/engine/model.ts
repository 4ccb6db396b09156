/** The name under which the tiny model is served. */
export const MODEL_NAME = 'tiny-phi3';

/** Its context, tokens. Most of its tokens are single letters, so prompts are four times as long as Phi-3's. */
export const CONTEXT_TOKENS = 16_384;
