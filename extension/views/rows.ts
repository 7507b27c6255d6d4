/** Keeps the rows of a tree view, and determines which must be redrawn. */

/** How to read the nodes of a tree view. */
export interface RowsOf<Node> {
  /** Identifies a node across updates. */
  id(node: Node): string;
  children(node: Node): readonly Node[];
  /** Everything that is drawn of a node, as one text. */
  appearance(node: Node): string;
}

/** A node that VS Code has asked for. */
interface Row<Node> {
  /** The object that VS Code received first. */
  readonly node: Node;
  readonly parent: Node | undefined;
  appearance: string;
  /** Ids of the drawn rows below; undefined until VS Code asks for them. */
  below?: string;
}

/**
 * The nodes of a tree view. Only rows whose appearance changed are redrawn, because redrawing a row loses a click on its
 * buttons. VS Code identifies a row by the object that it received first, so each row keeps one object, and updates change
 * its content. Nodes that VS Code has not asked for cost nothing: it shows a few of ten thousand runs.
 */
export class Rows<Node extends object> {
  readonly #rows = new Map<string, Row<Node>>();
  #roots: readonly Node[] = [];
  #drawnRoots: string | undefined;

  constructor(private readonly of: RowsOf<Node>) {}

  /**
   * @returns the rows to redraw: those with another appearance or other rows below them. `undefined` for the whole tree, if
   * roots were added, removed or moved, or if a row has another parent
   */
  update(roots: readonly Node[]): Node[] | undefined {
    const changed: Node[] = [];
    const seen = new Set<string>();
    let moved = false;
    const visit = (siblings: readonly Node[], parent?: Node): void => {
      for (const node of siblings) {
        const id = this.of.id(node);
        const row = this.#rows.get(id);
        if (!row) continue;
        seen.add(id);
        moved ||= row.parent !== parent;
        replaceContent(row.node, node);
        const below = row.below === undefined ? [] : this.of.children(node);
        const drawn = {
          appearance: this.of.appearance(node),
          ...(row.below !== undefined && { below: this.#idsOf(below) }),
        };
        if (drawn.appearance !== row.appearance || drawn.below !== row.below) changed.push(row.node);
        Object.assign(row, drawn);
        visit(below, row.node);
      }
    };
    visit(roots);
    for (const id of this.#rows.keys()) if (!seen.has(id)) this.#rows.delete(id);
    this.#roots = roots;
    const [before, now] = [this.#drawnRoots, this.#idsOf(roots)];
    this.#drawnRoots = now;
    return before === now && !moved ? changed : undefined;
  }

  /** The rows below a row; the roots if none is given. */
  children(row?: Node): Node[] {
    const nodes = row ? this.of.children(row) : this.#roots;
    const known = row && this.#rows.get(this.of.id(row));
    if (known) known.below = this.#idsOf(nodes);
    return nodes.map((node) => this.#rowOf(node, row));
  }

  #rowOf(node: Node, parent: Node | undefined): Node {
    const id = this.of.id(node);
    const known = this.#rows.get(id);
    const row = { node: known?.node ?? { ...node }, parent, appearance: this.of.appearance(node) };
    this.#rows.set(id, known?.below === undefined ? row : { ...row, below: known.below });
    return row.node;
  }

  #idsOf(nodes: readonly Node[]): string {
    return JSON.stringify(nodes.map((node) => this.of.id(node)));
  }
}

function replaceContent(row: object, node: object): void {
  for (const key of Object.keys(row)) if (!(key in node)) Reflect.deleteProperty(row, key);
  Object.assign(row, node);
}
