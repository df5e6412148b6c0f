import { type DocumentNode, type FragmentDefinitionNode, Kind } from 'graphql';

/** Of the fragments of one document, what `count` says of each: asked once, however often it is spread. */
export class CountedFragments<Count> {
  readonly #definitions: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #count: (fragment: FragmentDefinitionNode) => Count;
  readonly #none: Count;
  readonly #counts = new Map<string, Count>();

  /** @param none for what is not there, and for what spreads itself: validation refuses both. */
  constructor(document: DocumentNode, none: Count, count: (fragment: FragmentDefinitionNode) => Count) {
    this.#definitions = new Map(
      document.definitions.flatMap((node) => (isFragment(node) ? [[node.name.value, node]] : [])),
    );
    this.#none = none;
    this.#count = count;
  }

  of(name: string): Count {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const definition = this.#definitions.get(name);
    if (!definition) return this.#none;
    this.#counts.set(name, this.#none);
    const count = this.#count(definition);
    this.#counts.set(name, count);
    return count;
  }
}

const isFragment = (node: DocumentNode['definitions'][number]): node is FragmentDefinitionNode =>
  node.kind === Kind.FRAGMENT_DEFINITION;
