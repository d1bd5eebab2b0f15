// Nodes of a compiled layout: made anew, or found among those that are there already.
//
// A piece is a text ("…" or {text}), 0 (a comment between two texts), an element {tag}, a choice
// {branches} or a loop {list}. A choice or loop stands between two comments, "[" and "]".

const SPACES = { svg: "http://www.w3.org/2000/svg", math: "http://www.w3.org/1998/Math/MathML" };
const HTML = "http://www.w3.org/1999/xhtml";
const XLINK = "http://www.w3.org/1999/xlink";

export const isElement = (piece) => piece.tag !== undefined;
export const isWords = (piece) => typeof piece === "string" || piece.text !== undefined;

/** Nodes for the pieces, without what comes and goes; made once, then copied. */
export function prototype(pieces, view) {
  let made = view.made.get(pieces);
  if (!made) {
    made = document.createDocumentFragment();
    for (const piece of pieces) made.append(...create(piece, view));
    view.made.set(pieces, made);
  }
  return made.cloneNode(true);
}

function create(piece, view) {
  if (piece === 0) return [document.createComment("")];
  if (isWords(piece)) return [document.createTextNode(piece.text ? "" : piece)];
  if (!isElement(piece)) return [document.createComment("["), document.createComment("]")];
  const element = document.createElementNS(SPACES[piece.ns] || HTML, piece.tag);
  fix(element, piece, view);
  for (const child of piece.children || []) element.append(...create(child, view));
  return [element];
}

/** Give an element the attributes that never change. */
export function fix(element, piece, view) {
  if (view.scope) element.setAttribute(view.scope, "");
  for (const [name, value] of piece.fixed || []) write(element, name, value);
}

function write(element, name, value) {
  if (name.startsWith("xlink:")) element.setAttributeNS(XLINK, name, value);
  else element.setAttribute(name, value);
}

/** Whether this node is what the piece makes. */
export function fits(node, piece) {
  if (piece === 0) return node.nodeType === 8 && node.data === "";
  if (isWords(piece)) return node.nodeType === 3;
  if (!isElement(piece)) return node.nodeType === 8 && node.data === "[";
  return node.nodeType === 1 && node.localName === piece.tag && node.namespaceURI === (SPACES[piece.ns] || HTML);
}

/** The node that the piece stands for, at `node` or made before it. */
export function find(piece, parent, node, view) {
  if (node && fits(node, piece)) return [node, false];
  const next = node && node.nextSibling;
  if (node && node.nodeType === 1 && isElement(piece) && next && fits(next, piece)) {
    node.remove();
    return [next, false];
  }
  const made = create(piece, view);
  parent.insertBefore(made[0], node);
  if (made[1]) parent.insertBefore(made[1], node);
  return [made[0], true];
}

/** Remove what stands from `node` to the end of its range; returns the comment that ends it. */
export function clear(parent, node) {
  for (let depth = 0; node; ) {
    if (node.nodeType === 8 && node.data === "[") depth += 1;
    if (node.nodeType === 8 && node.data === "]" && depth-- === 0) return node;
    const next = node.nextSibling;
    node.remove();
    node = next;
  }
  return parent.appendChild(document.createComment("]"));
}

/** Give an attribute a value as text; null takes it away. */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) write(element, name, value);
}
