import type { JsonTree, TextRange } from './jsonText.ts';
import type { JsonPath } from './shapeIssues.ts';

/**
 * Finds values in a JSON tree by their paths. The names of an object are read once, at the first look into it: so any
 * number of looks takes time in proportion to the tree and to their number, however many names an object has.
 */
export class JsonPlaces {
  readonly #tree: JsonTree;
  readonly #properties = new Map<JsonTree, ReadonlyMap<unknown, JsonTree>>();

  constructor(tree: JsonTree) {
    this.#tree = tree;
  }

  /**
   * The range of the value at `path`, or of its name. Where the path leads nowhere, the range of the nearest value
   * above. Of a name given twice the last counts, as in `JSON.parse`.
   */
  rangeOf(path: JsonPath, at: 'value' | 'key' | 'inside' = 'value'): TextRange {
    let node = this.#tree;
    let name: JsonTree | undefined;
    for (const segment of path) {
      const next = this.#childOf(node, segment);
      if (next === undefined) return toRange(node);
      name = next.name;
      node = next.value;
    }
    return toRange(at === 'key' && name !== undefined ? name : node);
  }

  /** The value at `path`, where there is one. */
  nodeAt(path: JsonPath): JsonTree | undefined {
    let node: JsonTree | undefined = this.#tree;
    for (const segment of path) node = node === undefined ? undefined : this.#childOf(node, segment)?.value;
    return node;
  }

  #childOf(
    node: JsonTree,
    segment: string | number,
  ): { readonly name: JsonTree | undefined; readonly value: JsonTree } | undefined {
    if (node.type === 'array') {
      const item = typeof segment === 'number' ? node.children?.[segment] : undefined;
      return item === undefined ? undefined : { name: undefined, value: item };
    }
    if (node.type !== 'object') return undefined;
    const [name, value] = this.#propertiesOf(node).get(String(segment))?.children ?? [];
    return value === undefined ? undefined : { name, value };
  }

  #propertiesOf(object: JsonTree): ReadonlyMap<unknown, JsonTree> {
    let properties = this.#properties.get(object);
    if (properties === undefined) {
      properties = new Map((object.children ?? []).map((property) => [property.children?.[0]?.value, property]));
      this.#properties.set(object, properties);
    }
    return properties;
  }
}

function toRange(node: JsonTree): TextRange {
  // What does not close has no length; its opening bracket is all that is sure.
  return { start: node.offset, end: node.offset + Math.max(1, node.length) };
}
