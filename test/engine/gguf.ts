/** Value types of GGUF's metadata, by their numbers in the file. */
const U32 = 4;
const I32 = 5;
const F32 = 6;
const BOOL = 7;
const STRING = 8;
const ARRAY = 9;

/** Tensor data begins at multiples of this, the format's default. */
const ALIGNMENT = 32;
const FORMAT_VERSION = 3;
const TENSOR_F32 = 0;

/** One metadata value with the type that its reader expects. */
export type GgufValue =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'i32s' | 'f32s'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] };

export interface GgufTensor {
  readonly name: string;
  /** The innermost, which lies together in memory, first. */
  readonly dimensions: readonly number[];
  readonly data: Float32Array;
}

/**
 * The bytes of a GGUF file, version 3, little-endian, tensors unquantized: header, metadata, the tensors' places,
 * their data. Source: the format's description in ggml, docs/gguf.md.
 */
export function ggufFile(metadata: ReadonlyMap<string, GgufValue>, tensors: readonly GgufTensor[]): Buffer {
  const places: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, dimensions, data: weights } of tensors) {
    places.push(text(name), u32(dimensions.length), ...dimensions.map(u64), u32(TENSOR_F32), u64(offset));
    const bytes = padded(Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength));
    data.push(bytes);
    offset += bytes.length;
  }
  const pairs = [...metadata].flatMap(([key, value]) => [text(key), valueBytes(value)]);
  const head = [Buffer.from('GGUF'), u32(FORMAT_VERSION), u64(tensors.length), u64(metadata.size)];
  return Buffer.concat([padded(Buffer.concat([...head, ...pairs, ...places])), ...data]);
}

function valueBytes(value: GgufValue): Buffer {
  switch (value.type) {
    case 'u32':
      return Buffer.concat([u32(U32), u32(value.value)]);
    case 'f32':
      return Buffer.concat([u32(F32), f32(value.value)]);
    case 'bool':
      return Buffer.concat([u32(BOOL), Buffer.from([value.value ? 1 : 0])]);
    case 'string':
      return Buffer.concat([u32(STRING), text(value.value)]);
    case 'i32s':
      return list(I32, value.value.map(i32));
    case 'f32s':
      return list(F32, value.value.map(f32));
    case 'strings':
      return list(STRING, value.value.map(text));
  }
}

function list(itemType: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(ARRAY), u32(itemType), u64(items.length), ...items]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  const rest = bytes.length % ALIGNMENT;
  return rest === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(ALIGNMENT - rest)]);
}
