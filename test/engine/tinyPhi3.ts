import { type Random, seededRandom } from '../../src/core/base/random.ts';
import { type GgufTensor, type GgufValue, ggufFile } from './gguf.ts';
import { isWritten, type Token, tinyVocabulary, type Vocabulary } from './tinyVocabulary.ts';

const LAYERS = 2;
const WIDTH = 64;
/** Narrow heads miss the engine's fast paths: four of 16 took seven times as long as one of 64. */
const HEADS = 1;
const FEED_FORWARD = 128;
const SEED = 3;

/** How much likelier a token is written than its weights alone say, natural logarithm. */
const CLOSING_BIAS = 6;
const NEVER_BIAS = -16;

/** The chat template of Phi-3-mini's own files. */
const CHAT_TEMPLATE = [
  "{% for message in messages %}{% if message['role'] == 'system' %}",
  "{{'<|system|>\\n' + message['content'] + '<|end|>\\n'}}{% elif message['role'] == 'user' %}",
  "{{'<|user|>\\n' + message['content'] + '<|end|>\\n'}}{% elif message['role'] == 'assistant' %}",
  "{{'<|assistant|>\\n' + message['content'] + '<|end|>\\n'}}{% endif %}{% endfor %}",
  "{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}",
].join('');

/**
 * A model of architecture `phi3` as a GGUF file: 2 layers, 64 wide, seeded random weights, 0.7 MB. Every step of
 * an engine is real with it; what it writes means nothing. It never ends a text by itself, only where a grammar leaves
 * it no other choice; quotes and brackets are likelier than the rest, so that the strings in its JSON end.
 */
export function tinyPhi3(contextTokens: number): Buffer {
  const vocabulary = tinyVocabulary();
  return ggufFile(metadata(vocabulary, contextTokens), tensors(vocabulary.tokens, seededRandom(SEED)));
}

function metadata({ tokens, bos, unknown, endOfText }: Vocabulary, contextTokens: number): Map<string, GgufValue> {
  const u32 = (value: number): GgufValue => ({ type: 'u32', value });
  const f32 = (value: number): GgufValue => ({ type: 'f32', value });
  const string = (value: string): GgufValue => ({ type: 'string', value });
  return new Map<string, GgufValue>([
    ['general.architecture', string('phi3')],
    ['general.name', string('Tiny Phi-3 with random weights')],
    ['general.file_type', u32(0)],
    ['phi3.context_length', u32(contextTokens)],
    ['phi3.rope.scaling.original_context_length', u32(contextTokens)],
    ['phi3.embedding_length', u32(WIDTH)],
    ['phi3.feed_forward_length', u32(FEED_FORWARD)],
    ['phi3.block_count', u32(LAYERS)],
    ['phi3.attention.head_count', u32(HEADS)],
    ['phi3.attention.head_count_kv', u32(HEADS)],
    ['phi3.attention.layer_norm_rms_epsilon', f32(1e-5)],
    ['phi3.rope.dimension_count', u32(WIDTH / HEADS)],
    ['phi3.rope.freq_base', f32(10_000)],
    ['tokenizer.ggml.model', string('llama')],
    ['tokenizer.ggml.pre', string('default')],
    ['tokenizer.ggml.tokens', { type: 'strings', value: tokens.map(({ text }) => text) }],
    ['tokenizer.ggml.scores', { type: 'f32s', value: tokens.map(({ score }) => score) }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: tokens.map(({ kind }) => kind) }],
    ['tokenizer.ggml.bos_token_id', u32(bos)],
    ['tokenizer.ggml.eos_token_id', u32(endOfText)],
    ['tokenizer.ggml.unknown_token_id', u32(unknown)],
    ['tokenizer.ggml.padding_token_id', u32(endOfText)],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: true }],
    ['tokenizer.ggml.add_eos_token', { type: 'bool', value: false }],
    ['tokenizer.chat_template', string(CHAT_TEMPLATE)],
  ]);
}

/**
 * Normal noise. The first of the 64 numbers of every token's embedding is the same large one, so the first weight of
 * an output row is in effect that token's bias.
 */
function tensors(tokens: readonly Token[], random: Random): readonly GgufTensor[] {
  const root = Math.sqrt(WIDTH);
  const noise = (scale: number) => () => normal(random) * scale;
  const ones = (): number => 1;
  const made = (name: string, dimensions: readonly number[], weight: (index: number) => number): GgufTensor => {
    const length = dimensions.reduce((product, size) => product * size, 1);
    return { name: `${name}.weight`, dimensions, data: Float32Array.from({ length }, (_, index) => weight(index)) };
  };
  const firstOr = (first: (row: number) => number, other: () => number) => (index: number) =>
    index % WIDTH === 0 ? first(index / WIDTH) : other();

  const biases = tokens.map((token) => biasOf(token) / root);
  const layers = Array.from({ length: LAYERS }, (_, layer) => [
    made(`blk.${layer}.attn_norm`, [WIDTH], ones),
    made(`blk.${layer}.attn_qkv`, [WIDTH, 3 * WIDTH], noise(0.5 / root)),
    made(`blk.${layer}.attn_output`, [WIDTH, WIDTH], noise(0.5 / root)),
    made(`blk.${layer}.ffn_norm`, [WIDTH], ones),
    made(`blk.${layer}.ffn_up`, [WIDTH, 2 * FEED_FORWARD], noise(0.5 / root)),
    made(`blk.${layer}.ffn_down`, [FEED_FORWARD, WIDTH], noise(0.5 / root)),
  ]);
  return [
    made(
      'token_embd',
      [WIDTH, tokens.length],
      firstOr(() => root / 2, noise(0.5)),
    ),
    made('output_norm', [WIDTH], ones),
    made(
      'output',
      [WIDTH, tokens.length],
      firstOr((row) => biases[row] ?? 0, noise(1 / root)),
    ),
    ...layers.flat(),
  ];
}

function biasOf(token: Token): number {
  if (!isWritten(token)) return NEVER_BIAS;
  return /["},\]]/.test(token.text) ? CLOSING_BIAS : 0;
}

/** Box and Muller's method, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
