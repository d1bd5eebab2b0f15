// Patches: operations of RFC 6902 on copies of what they touch, so that all else stays the same
// objects; and computed names, worked out anew when something that they read has changed.

import { hits } from "./view.js";

const { isArray } = Array;
const { hasOwn, keys } = Object;

function misfit() {
  throw new RangeError("an operation does not fit");
}

/** The names after `operations`. Throws where one of them does not fit. */
export function apply(names, operations) {
  const copies = new Set(); // what this patch has made, and may change

  const copy = (value) => {
    if (copies.has(value)) return value;
    if (!value || typeof value !== "object") misfit();
    const made = isArray(value) ? value.slice() : { ...value };
    copies.add(made);
    return made;
  };
  const root = copy(names);

  /** The list or object that a path leads into, and the key there: of a member, or of a new one. */
  const find = (path, isNew) => {
    const steps = path.split("/").slice(1);
    const last = steps.length - 1;
    if (last < 0) misfit();
    let parent = root;
    for (const [depth, step] of steps.entries()) {
      const isLast = depth === last;
      const key = member(parent, step.replaceAll("~1", "/").replaceAll("~0", "~"), isLast && isNew);
      if (isLast) return [parent, key];
      parent = parent[key] = copy(parent[key]);
    }
  };
  const add = (path, value) => {
    const [parent, key] = find(path, true);
    if (value === undefined) misfit();
    if (isArray(parent)) parent.splice(key, 0, value);
    else parent[key] = value;
  };
  const remove = (path) => {
    const [parent, key] = find(path);
    const value = parent[key];
    if (isArray(parent)) parent.splice(key, 1);
    else delete parent[key];
    return value;
  };

  for (const { op, path, from, value } of operations) {
    if (op === "add") add(path, value);
    else if (op === "remove") remove(path);
    else if (op === "move") add(path, remove(from));
    else if (op === "replace" && value !== undefined) {
      const [parent, key] = find(path);
      parent[key] = value;
    } else misfit();
  }
  return root;
}

function member(parent, step, isNew) {
  if (!isArray(parent)) return step !== "__proto__" && (isNew || hasOwn(parent, step)) ? step : misfit();
  if (isNew && step === "-") return parent.length;
  return /^(0|[1-9]\d*)$/.test(step) && step < parent.length + (isNew ? 1 : 0) ? +step : misfit();
}

/** Work out the computed names that read what has changed, and add them to it. */
export function compute(view, changed) {
  for (const formula of view.component.computed) {
    if (hits(formula.reads, changed)) view.put(formula.name, value(view, formula), changed);
  }
}

/** A computed name's value; one that fails is null, and is reported once. */
function value(view, formula) {
  try {
    return settled(formula.value(view.names), formula.deep, view.h.read);
  } catch (error) {
    view.fail(formula, error.message);
    return null;
  }
}

/** A value as JSON has it; its members are looked at where `isDeep`, and charged by `read`. */
export function settled(value, isDeep, read) {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : null;
  if (!isDeep || typeof value !== "object" || !value) return value;
  const members = keys(value);
  read(members.length);
  let copy = null;
  for (const key of members) {
    const inner = settled(value[key], true, read);
    if (Object.is(inner, value[key])) continue;
    copy ||= isArray(value) ? value.slice() : { ...value };
    copy[key] = inner;
  }
  return copy || value;
}
