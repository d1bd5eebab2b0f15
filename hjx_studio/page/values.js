// Values and operators as `language/values.py` and `operators.py` have them, charged as `budget.py`
// says. Nothing here reads what is not an object's own, so nothing of the page can be reached.

const NESTING = 32;
const SURROGATE = /[\ud800-\udfff]/;
const { isArray } = Array;
const { hasOwn } = Object;

let steps, bytes;

export class Failure extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }
}

export function refuse(message, code = "handler_failed") {
  throw new Failure(message, code);
}

// --- budget ---

/** Evaluate what follows within a budget of its own. */
export function begin(mostSteps = 100_000, mostBytes = 2 ** 24) {
  steps = mostSteps;
  bytes = mostBytes;
}

export const left = () => [steps, bytes];

export function spend(moreSteps, moreBytes = 0) {
  if ((steps -= moreSteps) < 0) refuse("This takes too many steps.", "budget_exceeded");
  if ((bytes -= moreBytes) < 0) refuse("This builds too large values.", "budget_exceeded");
}

export const read = (count) => spend(1 + (count >> 4));
export const build = (count) => spend(1, 16 + 8 * count);
export const scan = (length) => spend(1 + (length >> 10));
export const write = (length) => spend(0, length);

// --- strings are sequences of code points ---

/** A string, or a list of its code points where those are not its units: both by index. */
export const points = (string) => (SURROGATE.test(string) ? [...string] : string);

export function size(string) {
  let length = string.length;
  if (SURROGATE.test(string)) for (let i = string.length; i--; ) if (string.codePointAt(i) > 65535) length--;
  return length;
}

export const total = (parts, measure) => parts.reduce((sum, part) => sum + measure(part), 0);

// --- conversions ---

export const kind = (value) =>
  value === null ? "null" : isArray(value) ? "list" : typeof value;

export const truth = (value) => !!value;

export function number(value) {
  if (typeof value === "number") return value;
  if (typeof value === "object" && value) refuse(`A ${kind(value)} is no number.`);
  return +value;
}

/** A value's text, charged to the budget of the expression around. */
export function string(value) {
  if (typeof value === "string") return value;
  if (typeof value === "object") return value ? json(value) : "";
  return String(value);
}

/** A value's text, within a budget of its own. */
export function text(value) {
  if (typeof value === "object") begin();
  return string(value);
}

export function json(value, depth = 0) {
  if (typeof value === "string") write(size(value));
  if (typeof value !== "object" || !value) return JSON.stringify(value);
  if (depth === NESTING) tooDeep();
  const inner = (member) => json(member, depth + 1);
  const keys = isArray(value) ? value : Object.keys(value);
  read(keys.length);
  const parts = keys === value ? value.map(inner) : keys.map((key) => `${json(key)}:${inner(value[key])}`);
  write(total(parts, size) + parts.length + 1);
  return keys === value ? `[${parts}]` : `{${parts}}`;
}

// --- depth ---

export const tooDeep = () => refuse("A value nests too deep.");

// --- equality and order ---

export function same(one, other, depth = 0) {
  if (typeof one === "string" && typeof other === "string") {
    spend(Math.min(size(one), size(other)) >> 10);
  }
  if (kind(one) !== kind(other) || typeof one !== "object" || !one) return one === other;
  if (depth === NESTING) tooDeep();
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  read(keys.length);
  return keys.every((key) => hasOwn(other, key) && same(one[key], other[key], depth + 1));
}

export function equal(one, other) {
  if (kind(one) === kind(other)) return same(one, other);
  if (typeof one === "object" || typeof other === "object") return false;
  return +one === +other;
}

/** Below, at or above 0 as `one` stands before, at or behind `other`; NaN if neither. */
export function order(one, other) {
  if (typeof one === "string" && typeof other === "string") {
    spend(Math.min(size(one), size(other)) >> 10);
    return compare(one, other);
  }
  const left = number(one);
  const right = number(other);
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : NaN;
}

/** Strings by code point. */
export function compare(one, other) {
  if (one === other) return 0;
  let i = 0;
  while (i < one.length && one[i] === other[i]) i++;
  if (i && /[\udc00-\udfff]/.test(one[i] || other[i])) i--;
  return (one.codePointAt(i) ?? -1) - (other.codePointAt(i) ?? -1);
}

// --- operators ---

export function add(one, other) {
  if (typeof one === "number" && typeof other === "number") return one + other;
  if (typeof one === "string" || typeof other === "string") return template(string(one), string(other));
  if (isArray(one) && isArray(other)) {
    build(one.length + other.length);
    return one.concat(other);
  }
  if ((typeof one === "object" && one) || (typeof other === "object" && other)) {
    refuse(`A ${kind(one)} and a ${kind(other)} can't be added.`);
  }
  return one + other;
}

export function template(...parts) {
  write(total(parts, size));
  return parts.join("");
}

// --- members ---

/** `value.name` and `value[key]`: null where there is none. */
export function get(value, key) {
  if (key === "__proto__") refuse("The key __proto__ is not allowed.");
  if (key === null || typeof key === "object") return null;
  if (typeof value === "string") {
    scan(size(value));
    value = points(value);
  } else if (typeof value !== "object" || !value) return null;
  return hasOwn(value, key) ? value[key] : null;
}

/** What stands behind `?.`: null where the value before it is. */
export const maybe = (value, rest) => (value === null ? null : rest(value));

/** Methods, functions and what not every component uses: `methods.js` fills this. */
export const more = {};
