import type { Grammar, Llama, LlamaModel, LlamaSequence, NodeLlamaCpp, Templates, TokenId } from './nodeLlamaCpp.ts';

/**
 * More threads than free cores make each of the tiny model's steps wait for the scheduler: 500 times slower was seen.
 */
export const ENGINE_THREADS = 1;

/** Texts that are kept at the same time, so that two kinds of prompts in turn do not drive each other out. */
const SLOTS = 2;

export interface Message {
  readonly role: string;
  readonly content: string;
}

/** What an answer is asked with. */
export interface Asked {
  /** As the model reads it, template and all. */
  readonly prompt: string;
  readonly temperature: number;
  readonly seed: number;
  readonly maxTokens: number;
  /** Room for prompt and answer, tokens; at most the engine's own. */
  readonly contextTokens: number;
  /** In GBNF; undefined: anything may be written. */
  readonly grammar: string | undefined;
}

/** How an answer ended, and what it cost. */
export interface Totals {
  readonly finish: 'stop' | 'length';
  readonly promptTokens: number;
  /** Those of the prompt that were still in the context from the last answer. */
  readonly cachedTokens: number;
  readonly promptMs: number;
  readonly outputTokens: number;
  readonly outputMs: number;
}

/** The prompt leaves no room for an answer. */
export class ContextExceededError extends Error {
  readonly promptTokens: number;
  readonly contextTokens: number;

  constructor(promptTokens: number, contextTokens: number) {
    super(`the request (${promptTokens} tokens) exceeds the available context size (${contextTokens} tokens)`);
    this.promptTokens = promptTokens;
    this.contextTokens = contextTokens;
  }
}

/** What was sent as a grammar is none. */
export class GrammarError extends Error {}

/** One model and one context: answers are written one after another, in the order in which they are asked for. */
export class Engine {
  readonly contextTokens: number;
  readonly #library: NodeLlamaCpp;
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  /** The least recently used first. */
  readonly #slots: LlamaSequence[];
  readonly #template: InstanceType<Templates['Template']>;
  readonly #grammars = new Map<string, Grammar>();
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(options: {
    readonly library: NodeLlamaCpp;
    readonly llama: Llama;
    readonly model: LlamaModel;
    readonly slots: LlamaSequence[];
    readonly contextTokens: number;
    readonly template: InstanceType<Templates['Template']>;
  }) {
    this.#library = options.library;
    this.#llama = options.llama;
    this.#model = options.model;
    this.#slots = options.slots;
    this.contextTokens = options.contextTokens;
    this.#template = options.template;
  }

  static async load(options: {
    readonly library: NodeLlamaCpp;
    readonly llama: Llama;
    readonly templates: Templates;
    readonly modelPath: string;
    readonly contextTokens: number;
  }): Promise<Engine> {
    const { library, llama, templates, modelPath } = options;
    const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
    const source = model.fileInfo.metadata.tokenizer.chat_template;
    if (source === undefined) throw new Error(`${modelPath} has no chat template`);
    const context = await model.createContext({
      contextSize: options.contextTokens,
      sequences: SLOTS,
      threads: ENGINE_THREADS,
    });
    return new Engine({
      library,
      llama,
      model,
      slots: Array.from({ length: SLOTS }, () => context.getSequence()),
      contextTokens: context.contextSize,
      template: new templates.Template(source),
    });
  }

  /** A chat in the words of the model's own template, up to where the answer begins. */
  promptOf(messages: readonly Message[]): string {
    const { bosString, eosString } = this.#model.tokens;
    return this.#template.render({ messages, add_generation_prompt: true, bos_token: bosString, eos_token: eosString });
  }

  /**
   * Writes one answer; `onText` gets each piece as it is written. Rejects with a `ContextExceededError`, with a
   * `GrammarError`, or, once no further token is being written, with the reason of `signal`.
   */
  answer(asked: Asked, onText: (text: string) => void, signal: AbortSignal): Promise<Totals> {
    const turn = this.#queue.then(() => this.#write(asked, onText, signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #write(asked: Asked, onText: (text: string) => void, signal: AbortSignal): Promise<Totals> {
    signal.throwIfAborted();
    const prompt = this.#tokensOf(asked.prompt);
    const room = Math.min(asked.contextTokens, this.contextTokens);
    if (prompt.length >= room) throw new ContextExceededError(prompt.length, room);
    const grammar = asked.grammar === undefined ? undefined : await this.#grammar(asked.grammar);
    const slot = this.#slotFor(prompt);
    const cachedTokens = commonStart(slot, prompt);
    await slot.eraseContextTokenRanges([{ start: cachedTokens, end: slot.nextTokenIndex }]);

    const startedAt = performance.now();
    let beganAt = startedAt;
    const written: TokenId[] = [];
    const limit = Math.min(asked.maxTokens, room - prompt.length);
    const totals = (finish: Totals['finish']): Totals => ({
      finish,
      promptTokens: prompt.length,
      cachedTokens,
      promptMs: beganAt - startedAt,
      outputTokens: written.length,
      outputMs: performance.now() - beganAt,
    });
    const { temperature, seed } = asked;
    const tokens = slot.evaluate(prompt.slice(cachedTokens), {
      temperature,
      seed,
      yieldEogToken: true,
      ...(grammar === undefined ? {} : { grammarEvaluationState: this.#stateOf(grammar) }),
    });
    // Leaving the loop ends the generator, and with it the engine's work.
    for await (const token of tokens) {
      signal.throwIfAborted();
      if (written.length === 0) beganAt = performance.now();
      if (this.#model.isEogToken(token)) return totals('stop');
      onText(this.#model.detokenize([token], false, written.length > 0 ? written.slice(-4) : prompt.slice(-1)));
      written.push(token);
      if (written.length >= limit) break;
    }
    return totals('length');
  }

  #tokensOf(prompt: string): TokenId[] {
    const { bos } = this.#model.tokens;
    const tokens = this.#model.tokenize(prompt, true);
    return bos === null || tokens[0] === bos ? tokens : [bos, ...tokens];
  }

  #stateOf(grammar: Grammar): object {
    return new this.#library.LlamaGrammarEvaluationState({ model: this.#model, grammar });
  }

  /** Throws a `GrammarError` when `text` is none. */
  async #grammar(text: string): Promise<Grammar> {
    const known = this.#grammars.get(text);
    if (known !== undefined) return known;
    try {
      const made = await this.#llama.createGrammar({ grammar: text });
      this.#grammars.set(text, made);
      return made;
    } catch (error) {
      throw new GrammarError('failed to parse grammar', { cause: error });
    }
  }

  /** Like llama.cpp's server: the slot whose text begins with most of this prompt, else the least recently used. */
  #slotFor(prompt: readonly TokenId[]): LlamaSequence {
    const similar = this.#slots.find((slot) => commonStart(slot, prompt) > prompt.length / 2);
    const slot = similar ?? this.#slots[0];
    if (slot === undefined) throw new Error('the engine has no slot');
    this.#slots.splice(this.#slots.indexOf(slot), 1);
    this.#slots.push(slot);
    return slot;
  }
}

/** How many tokens the text in `slot` and `prompt` both begin with; the last of a prompt is always read anew. */
function commonStart({ contextTokens }: LlamaSequence, prompt: readonly TokenId[]): number {
  const most = Math.min(contextTokens.length, prompt.length - 1);
  let common = 0;
  while (common < most && contextTokens[common] === prompt[common]) common++;
  return common;
}
