// What comes and goes: `if` and `for`. Rows keep their nodes by key, with focus and typed text, and as
// few of them move as can be.

import { clear } from "./template.js";
import { Block, NEW, hits, same } from "./view.js";

/** Bind the nodes from the comment `start` on to a choice or a loop; returns the comment behind. */
export function adoptRange(block, piece, start, how) {
  return new (piece.list ? Loop : Choice)(block, piece, start).adopt(how);
}

/** What a choice and a loop have in common: they stand between two comments. */
class Range {
  constructor(block, piece, start) {
    Object.assign(this, { block, piece, start, reads: piece.reads });
    block.bindings.push(this);
  }

  get parent() {
    return this.end.parentNode;
  }
}

class Choice extends Range {
  adopt(how) {
    const { parentNode } = this.start;
    let node = this.start.nextSibling;
    this.index = this.pick();
    if (how === NEW) {
      this.end = node;
      this.fill();
    } else {
      if (this.index >= 0) {
        this.content = new Block(this.block.view, this.block.row);
        node = this.content.walk(this.pieces, parentNode, node, how);
      }
      this.end = clear(parentNode, node);
    }
    return this.end;
  }

  get pieces() {
    return this.piece.branches[this.index][1];
  }

  pick() {
    const { view, row } = this.block;
    return this.piece.branches.findIndex(([test]) => !test || view.h.truth(view.value(test, row)));
  }

  fill() {
    this.content = null;
    if (this.index < 0) return;
    this.content = new Block(this.block.view, this.block.row);
    this.parent.insertBefore(this.content.make(this.pieces), this.end);
  }

  update(changed) {
    const index = this.pick();
    if (index === this.index) {
      if (this.content) this.content.update(changed);
      return;
    }
    if (this.content) this.content.remove();
    this.index = index;
    this.fill();
  }
}

class Loop extends Range {
  adopt(how) {
    const { parentNode } = this.start;
    const { piece } = this;
    let node = this.start.nextSibling;
    this.rows = this.list();
    for (const row of this.rows) {
      row.block = new Block(this.block.view, row);
      if (how === NEW || !node || (node.nodeType === 8 && node.data === "]")) {
        parentNode.insertBefore(row.block.make(piece.row), node);
      } else {
        node = row.block.walk(piece.row, parentNode, node, how);
      }
    }
    this.end = how === NEW ? node : clear(parentNode, node);
    return this.end;
  }

  /** A row (value, index, key, and the row outside) for each item there is now. */
  list() {
    const { view, row: p } = this.block;
    const { piece } = this;
    let items = view.value(piece.list, p);
    if (items !== null && !Array.isArray(items)) view.fail(piece.list, "for needs a list");
    if (!Array.isArray(items)) items = [];
    const counts = new Map();
    return items.map((v, i) => {
      const row = { p, v, i, loop: this };
      const key = piece.key ? view.value(piece.key, row) : i;
      const isKey = piece.key && (typeof key === "string" || (typeof key === "number" && key === key));
      const name = isKey ? (typeof key === "string" ? `s${key}` : key) : `i${i}`;
      row.n = (counts.get(name) || 0) + 1;
      counts.set(name, row.n);
      row.key = isKey ? key : undefined;
      row.name = row.n > 1 ? `d${row.n} ${name}` : name;
      if (row.n === 2) view.fail(this, `two rows have the key ${JSON.stringify(key)}`);
      return row;
    });
  }

  update(changed) {
    const outer = hits(this.piece.rowReads, changed);
    if (hits(this.piece.listReads, changed)) this.reconcile(changed, outer);
    else if (outer) for (const row of this.rows) row.block.update(changed);
  }

  reconcile(changed, outer) {
    const before = new Map(this.rows.map((row, place) => [row.name, [row, place]]));
    const places = [];
    const fresh = [];
    this.rows = this.list().map((row, i) => {
      const [old, place] = before.get(row.name) || [];
      places.push(old ? place : -1);
      if (!old) {
        row.block = new Block(this.block.view, row);
        fresh[i] = row.block.make(this.piece.row);
        return row;
      }
      before.delete(row.name);
      this.refresh(old, row, changed, outer);
      return old;
    });
    for (const [row] of before.values()) row.block.remove();
    const staying = increasing(places);
    let next = this.end;
    for (let i = this.rows.length - 1; i >= 0; i -= 1) {
      const { block } = this.rows[i];
      if (fresh[i]) this.parent.insertBefore(fresh[i], next);
      else if (!staying.has(i)) block.move(this.parent, next);
      next = block.first;
    }
  }

  /** Give a row its new item and index; bindings run if one of them differs by value. */
  refresh(old, { v, i, n, key }, changed, outer) {
    const item = `${this.piece.depth}`;
    const index = `${item}i`;
    const isNew = !same(old.v, v);
    const isMoved = old.i !== i;
    Object.assign(old, { v, i, n, key });
    if (isNew) changed.add(item);
    if (isMoved) changed.add(index);
    if (isNew || isMoved || outer) old.block.update(changed);
    changed.delete(item);
    changed.delete(index);
  }
}

/** The indices of a longest run of increasing values in `places` (-1 is none): what need not move. */
export function increasing(places) {
  const tails = []; // tails[k]: index of the smallest value that ends a run of k + 1
  const before = [];
  places.forEach((place, i) => {
    if (place < 0) return;
    let low = 0;
    let high = tails.length;
    if (high && places[tails[high - 1]] < place) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[tails[middle]] < place) low = middle + 1;
      else high = middle;
    }
    before[i] = tails[low - 1];
    tails[low] = i;
  });
  const run = new Set();
  for (let i = tails[tails.length - 1]; i !== undefined; i = before[i]) run.add(i);
  return run;
}
