import { jaccardIndex, toNumberSet } from '../base/numberSets.ts';
import { factsOfKey, type KeyParts, type StaticParts, type ToolPart } from './keyParts.ts';

/** One part in which two keys differ. The two texts are short and never equal; undefined: that side has no such part. */
export interface KeyDifference {
  /**
   * `model`, `answerer`, `temperature`, `maxOutputTokens`, `contextTokens`, `template`, `tools`; of the question
   * `scenario/…` (rules and instructions) and `world/…`, as in `world/enemies/3/hp`.
   */
  readonly part: string;
  readonly asked: string | undefined;
  readonly known: string | undefined;
}

/**
 * The cached question that is nearest to the one that missed, and in what its key differs. `similarity` is the exact
 * Jaccard index of the facts of the two questions, 0..1; the statics are not in it.
 */
export type MissExplanation<Parts extends KeyParts = KeyParts> =
  | { readonly nearest: Parts; readonly similarity: number; readonly differences: readonly KeyDifference[] }
  | { readonly nearest: undefined };

/** The statics that are compared as they are, the most important first. */
const PLAIN_STATICS = ['model', 'answerer', 'temperature', 'maxOutputTokens', 'contextTokens'] as const;
/** The order in which facts are told, by the first segment of their path; others come last. */
const ROOMS = ['scenario', 'objective', 'me', 'player', 'enemies', 'pois', 'obstacles'];
/** Names of tools that a difference lists. */
const MAX_NAMES = 3;

/** In what two keys differ, the most important first: statics, then the question. Empty exactly when they are equal. */
export function differences(asked: KeyParts, known: KeyParts): readonly KeyDifference[] {
  return [...staticDifferences(asked.statics, known.statics), ...factDifferences(asked, known)];
}

/**
 * Why a question missed: the nearest of the cached ones (the fewest differences among the statics, then the highest
 * similarity, then the first), and how it differs. Reads every candidate with equal statics, about 50 µs each; one whose
 * question cannot be read, as a store may hold it, is left out.
 */
export function explainMiss<Parts extends KeyParts>(
  asked: KeyParts,
  candidates: Iterable<Parts>,
): MissExplanation<Parts> {
  const distances = new Map<StaticParts, number>();
  let nearest: Parts | undefined;
  let least = Infinity;
  let similarity = -1;
  const askedHashes = hashesOf(asked) ?? new Uint32Array();
  for (const candidate of candidates) {
    let distance = distances.get(candidate.statics);
    if (distance === undefined) {
      distance = staticDifferences(asked.statics, candidate.statics).length;
      distances.set(candidate.statics, distance);
    }
    if (distance > least) continue;
    const hashes = hashesOf(candidate);
    if (hashes === undefined) continue;
    const index = jaccardIndex(askedHashes, hashes) ?? 0;
    if (distance === least && index <= similarity) continue;
    nearest = candidate;
    least = distance;
    similarity = index;
  }
  if (nearest === undefined) return { nearest };
  return { nearest, similarity, differences: differences(asked, nearest) };
}

function staticDifferences(asked: StaticParts, known: StaticParts): readonly KeyDifference[] {
  if (asked === known) return [];
  const found: KeyDifference[] = [];
  for (const part of PLAIN_STATICS) {
    if (asked[part] !== known[part]) found.push({ part, asked: String(asked[part]), known: String(known[part]) });
  }
  const tools = toolDifference(asked.tools, known.tools);
  // The system text lists the tools, so where those differ it says nothing more.
  if (tools !== undefined) found.push(tools);
  else if (asked.template !== known.template)
    found.push({ part: 'template', asked: `#${asked.template}`, known: `#${known.template}` });
  return found;
}

function hashesOf(parts: KeyParts): Uint32Array | undefined {
  const facts = factsOfKey(parts);
  return facts === undefined ? undefined : toNumberSet(Uint32Array.from(facts, ({ hash }) => hash));
}

function toolDifference(asked: readonly ToolPart[], known: readonly ToolPart[]): KeyDifference | undefined {
  const first = asked.findIndex((tool, i) => tool.name !== known[i]?.name || tool.digest !== known[i]?.digest);
  if (first === -1 && asked.length === known.length) return undefined;
  const added = namesBeyond(asked, known);
  const missing = namesBeyond(known, asked);
  if (added.length > 0 || missing.length > 0) {
    const one = `${count(asked)}${listed(', with', added)}${listed(', without', missing)}`;
    const other = `${count(known)}${listed(', with', missing)}${listed(', without', added)}`;
    return { part: 'tools', asked: one, known: other };
  }
  const digests = new Map(known.map(({ name, digest }) => [name, digest]));
  const changed = asked.filter(({ name, digest }) => digests.get(name) !== digest);
  const texts = (tools: readonly ToolPart[]): string =>
    changed.length > 0
      ? `${count(tools)}${listed(
          ' with',
          changed.map(({ name }) => describeTool(name, tools)),
        )}`
      : `${count(tools)}${listed(
          ' in the order …',
          tools.slice(first).map(({ name }) => name),
        )}`;
  return { part: 'tools', asked: texts(asked), known: texts(known) };
}

function count({ length }: readonly ToolPart[]): string {
  return length === 1 ? '1 tool' : `${length} tools`;
}

function describeTool(name: string, tools: readonly ToolPart[]): string {
  return `${name} #${tools.find((tool) => tool.name === name)?.digest ?? ''}`;
}

function namesBeyond(tools: readonly ToolPart[], others: readonly ToolPart[]): readonly string[] {
  const known = new Set(others.map(({ name }) => name));
  return tools.filter(({ name }) => !known.has(name)).map(({ name }) => name);
}

function listed(before: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `${before} ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}

function factDifferences(asked: KeyParts, known: KeyParts): readonly KeyDifference[] {
  if (asked.question === known.question) return [];
  const [of, other] = [valuesByPath(asked), valuesByPath(known)];
  const found: { readonly room: number; readonly difference: KeyDifference }[] = [];
  for (const path of new Set([...of.keys(), ...other.keys()])) {
    const [ours, theirs] = [of.get(path) ?? [], other.get(path) ?? []];
    // Several places of a kind share a path: what both have is no difference, the rest is told in pairs.
    const onlyAsked = ours.filter((value) => !theirs.includes(value));
    const onlyKnown = theirs.filter((value) => !ours.includes(value));
    for (let i = 0; i < Math.max(onlyAsked.length, onlyKnown.length); i++) {
      const difference = { part: partOf(path), asked: onlyAsked[i], known: onlyKnown[i] };
      found.push({ room: roomOf(path), difference });
    }
  }
  return found.sort((a, b) => a.room - b.room).map(({ difference }) => difference);
}

function valuesByPath(parts: KeyParts): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { path, value } of factsOfKey(parts) ?? []) {
    const ofPath = values.get(path);
    if (ofPath === undefined) values.set(path, [value]);
    else ofPath.push(value);
  }
  return values;
}

function partOf(path: string): string {
  return path.startsWith('scenario/') ? path : `world/${path}`;
}

function roomOf(path: string): number {
  const at = ROOMS.indexOf(path.split('/', 1)[0] ?? '');
  return at === -1 ? ROOMS.length : at;
}
