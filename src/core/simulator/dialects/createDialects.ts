import type { Clock } from '../../base/clock.ts';
import type { DialectName } from '../../transport/transport.ts';
import type { ChatService } from '../chat.ts';
import type { ModelTable } from '../models.ts';
import type { Dialect } from './dialect.ts';
import { createLlamaCppDialect } from './llamaCppRoutes.ts';
import { createOllamaDialect } from './ollamaRoutes.ts';
import { createOpenAiDialect } from './openAiRoutes.ts';

/** All that the simulator speaks. */
export const DIALECT_NAMES = ['ollama', 'llama.cpp', 'openai'] as const satisfies readonly DialectName[];

/** What a server without a limit tells as its number of slots. */
const slotsWithoutLimit = 64;

/** The dialects of these names, in their order. `contextTokens` is for those whose requests do not set a context. */
export function createDialects(
  names: readonly DialectName[],
  options: {
    readonly clock: Clock;
    readonly models: ModelTable;
    readonly chat: ChatService;
    readonly contextTokens: number;
  },
): readonly Dialect[] {
  const { chat } = options;
  const isLoading = (): boolean => chat.isLoading;
  const slotCount = (): number => Math.min(chat.slotCount, slotsWithoutLimit);
  // A llama.cpp server speaks the OpenAI dialect too, and there as well has but its one model.
  const takesAnyModel = names.includes('llama.cpp');
  const create = (name: DialectName): Dialect => {
    switch (name) {
      case 'ollama':
        return createOllamaDialect(options);
      case 'llama.cpp':
        return createLlamaCppDialect({ ...options, slotCount, isLoading });
      case 'openai':
        return createOpenAiDialect({ ...options, takesAnyModel, isLoading });
    }
  };
  return names.map(create);
}
