import { pathToFileURL } from 'node:url';

/** A token's number. */
export type TokenId = number;

/** A compiled grammar; stateless, so one serves many answers. */
export type Grammar = object;

/** Where an answer is in its grammar. */
export type GrammarState = object;

/** The part of `node-llama-cpp` 3 that is used here. It is loaded by its path, so its own types are not at hand. */
export interface NodeLlamaCpp {
  getLlama(options: {
    readonly gpu: false;
    readonly build: 'never';
    readonly skipDownload: true;
    readonly maxThreads: number;
    readonly logLevel: 'error';
  }): Promise<Llama>;
  readonly LlamaGrammarEvaluationState: new (options: {
    readonly model: LlamaModel;
    readonly grammar: Grammar;
  }) => GrammarState;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string; readonly gpuLayers: 0 }): Promise<LlamaModel>;
  /** Throws what the grammar's parser says. */
  createGrammar(options: { readonly grammar: string }): Promise<Grammar>;
}

export interface LlamaModel {
  readonly fileInfo: { readonly metadata: { readonly tokenizer: { readonly chat_template?: string } } };
  readonly tokens: {
    readonly bos: TokenId | null;
    readonly bosString: string | null;
    readonly eosString: string | null;
  };
  /** With `specialTokens` the marks of a template are read as what they are. */
  tokenize(text: string, specialTokens: boolean): TokenId[];
  /** `before` are the tokens that stand before these. */
  detokenize(tokens: readonly TokenId[], specialTokens: boolean, before: readonly TokenId[]): string;
  isEogToken(token: TokenId): boolean;
  createContext(options: {
    /** Of each sequence. */
    readonly contextSize: number;
    readonly sequences: number;
    readonly threads: number;
  }): Promise<{ readonly contextSize: number; getSequence(): LlamaSequence }>;
}

/** What the model has read and written, one text at a time. */
export interface LlamaSequence {
  readonly contextTokens: readonly TokenId[];
  readonly nextTokenIndex: number;
  eraseContextTokenRanges(ranges: readonly { readonly start: number; readonly end: number }[]): Promise<void>;
  /** Reads `tokens`, then writes one token after another for as long as it is asked. */
  evaluate(
    tokens: readonly TokenId[],
    options: {
      readonly temperature: number;
      readonly seed: number;
      readonly yieldEogToken: true;
      readonly grammarEvaluationState?: GrammarState;
    },
  ): AsyncGenerator<TokenId, void, undefined>;
}

/** The template renderer of `node-llama-cpp`: `@huggingface/jinja`. */
export interface Templates {
  readonly Template: new (source: string) => { render(values: Readonly<Record<string, unknown>>): string };
}

export async function loadNodeLlamaCpp(modulePath: string): Promise<NodeLlamaCpp> {
  return (await import(pathToFileURL(modulePath).href)) as NodeLlamaCpp;
}

export async function loadTemplates(modulePath: string): Promise<Templates> {
  return (await import(pathToFileURL(modulePath).href)) as Templates;
}
