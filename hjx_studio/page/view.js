// A compiled layout bound to nodes: a change of names touches only the nodes whose bindings read
// them. What not every component has, loops and fields, stands in modules of its own.

import { listen } from "./events.js";
import { find, isElement, isWords, prototype, setAttribute } from "./template.js";

// How nodes come to be: made anew, as the server rendered them, or as another layout left them.
export const NEW = 0;
const RENDERED = 1;
const OTHER = 2;

const own = Object.prototype.hasOwnProperty;

/** Whether two JSON values are equal by what they hold, the order of keys included. */
export function same(a, b) {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  const keys = Object.keys(a);
  const others = Object.keys(b);
  return (
    !Array.isArray(b) &&
    keys.length === others.length &&
    keys.every((key, i) => key === others[i] && same(a[key], b[key]))
  );
}

/** Remove a node and those behind it. */
function cut(node) {
  while (node) {
    const next = node.nextSibling;
    node.remove();
    node = next;
  }
}

export const hits = (reads, changed) => reads.some((name) => changed.has(name));

/** One component on the page: its names, its nodes, and what ties them. */
export class View {
  /** `parts` are what the component uses of the modules that stand apart; `page.send` takes messages. */
  constructor(component, h, parts, names, page) {
    Object.assign(this, { component, h, parts, page });
    this.scope = component.scope && `data-${component.scope}`;
    this.made = new WeakMap();
    this.failed = new Set();
    this.names = Object.create(null);
    for (const name of component.names) this.names[name] = own.call(names, name) ? names[name] : null;
  }

  /** Adopt the nodes in `root`: the server's own rendering, or, with `mend`, an older layout's. */
  adopt(root, mend) {
    this.mend = mend;
    this.block = new Block(this, null);
    cut(this.block.walk(this.component.layout, root, root.firstChild, mend ? OTHER : RENDERED));
  }

  /** Take new values, and those that `compute` makes of them. */
  update(names, compute) {
    const changed = new Set();
    for (const name of this.component.names) if (own.call(names, name)) this.put(name, names[name], changed);
    if (compute) compute(this, changed);
    if (changed.size) this.block.update(changed);
  }

  /** Give a name a value; one that equals the old one stays the same object and touches nothing. */
  put(name, value, changed) {
    if (same(this.names[name], value)) return;
    this.names[name] = value;
    changed.add(name);
  }

  /** The value of a layout's expression; one that fails is null, and is reported once. */
  value(formula, row, event) {
    try {
      return formula.value(this.names, row, event);
    } catch (error) {
      this.fail(formula, error.message);
      return null;
    }
  }

  fail(formula, message) {
    if (this.failed.has(formula)) return;
    this.failed.add(formula);
    console.warn(`hjx: ${this.component.name}${formula.line ? `, line ${formula.line}` : ""}: ${message}`);
  }

  /** A value's text; one that is too large has none. */
  string(value) {
    try {
      return this.h.text(value);
    } catch (error) {
      this.fail(this, error.message);
      return "";
    }
  }

  text(parts, row) {
    return parts.map((part) => (typeof part === "string" ? part : this.string(this.value(part, row)))).join("");
  }
}

/** The nodes made from one list of pieces, with the bindings in them. */
export class Block {
  constructor(view, row) {
    this.view = view;
    this.row = row;
    this.bindings = [];
    this.first = this.last = null;
  }

  make(pieces) {
    const fragment = prototype(pieces, this.view);
    this.walk(pieces, fragment, fragment.firstChild, NEW);
    return fragment;
  }

  update(changed) {
    for (const binding of this.bindings) if (hits(binding.reads, changed)) binding.update(changed);
  }

  bind(binding) {
    this.bindings.push(binding);
    binding.update();
  }

  /** Bind the nodes from `node` on to the pieces; returns the node behind them. */
  walk(pieces, parent, node, how, inner) {
    for (const piece of pieces) {
      let from = how;
      if (how !== NEW) {
        let isMade;
        [node, isMade] = find(piece, parent, node, this.view);
        if (isMade) from = NEW;
      }
      if (!inner) this.first ||= node;
      if (piece.text) this.bind(new Words(this, piece, node));
      else if (piece.list || piece.branches) node = this.view.parts.adoptRange(this, piece, node, from);
      else if (isElement(piece)) this.element(node, piece, from);
      else if (isWords(piece) && from === OTHER) node.data = piece;
      if (!inner) this.last = node;
      node = node.nextSibling;
    }
    return node;
  }

  element(element, piece, how) {
    if (how === OTHER) this.view.mend(element, piece, this.view);
    const rest = this.walk(piece.children || [], element, element.firstChild, how, true);
    if (piece.tag !== "textarea") cut(rest); // whose text is its value, not a child
    for (const attribute of piece.computed || []) this.bind(new Attribute(this, attribute, element));
    for (const bound of piece.binds || []) {
      const field = this.view.parts.bindField(this.view, bound, element, this.row, how === RENDERED);
      this.bindings.push(field);
    }
    for (const listener of piece.on || []) listen(this.view, listener, element, this.row);
  }

  /** Each node that stands at the top of the block, in order. */
  *nodes() {
    for (let node = this.first, next; node; node = next) {
      next = node === this.last ? null : node.nextSibling;
      yield node;
    }
  }

  remove() {
    for (const node of this.nodes()) node.remove();
  }

  move(parent, before) {
    // moveBefore keeps focus, selection and playing media, where a browser has it.
    const how = parent.moveBefore && parent.isConnected ? "moveBefore" : "insertBefore";
    for (const node of this.nodes()) parent[how](node, before);
  }
}

class Words {
  constructor(block, piece, node) {
    Object.assign(this, { block, node, parts: piece.text, reads: piece.reads });
  }

  update() {
    const text = this.block.view.text(this.parts, this.block.row);
    if (text !== this.node.data) this.node.data = text;
  }
}

class Attribute {
  constructor(block, piece, element) {
    Object.assign(this, { block, piece, element, reads: piece.reads });
  }

  update() {
    const { piece, element } = this;
    const { view, row } = this.block;
    let value = piece.text ? view.text(piece.text, row) : view.value(piece, row);
    const isText = value !== null && typeof value !== "boolean";
    if (piece.name === "value" && /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) {
      if (this.known !== undefined && same(this.known, value) && element.tagName !== "SELECT") return;
      this.known = value;
      view.parts.writeField(element, isText ? value : "", view);
      if (element.tagName !== "INPUT") return;
    }
    if (piece.prefix) value = [piece.prefix, isText && view.string(value)].filter(Boolean).join(" ");
    let shown = value === null || value === false ? null : value === true ? "" : view.string(value);
    if (piece.address && shown && !view.parts.isSafe(piece.name, shown)) shown = null;
    setAttribute(element, piece.name, shown);
    // Attributes that only say how a property begins.
    if (/^(checked|selected|muted)$/.test(piece.name) && piece.name in element) element[piece.name] = shown !== null;
  }
}
