// The methods and functions of the language, as `methods.py`, `callbacks.py` and `functions.py` have
// them. An argument that is null counts as one that isn't given. Importing this fills the tables.

import * as v from "./values.js";

const { build, kind, read, refuse, scan, size, spend, string, total, write } = v;
const { isArray } = Array;
const NESTING = 32;
const MOST_ARGUMENTS = 50_000;

const whole = (value, missing = 0) => {
  if (value === undefined || value === null) return missing;
  return Math.trunc(v.number(value)) || 0;
};

/** A position from 0 to `length`; a negative one counts from the end. */
const clamped = (value, length, missing) => {
  const at = whole(value, missing);
  return at < 0 ? Math.max(0, length + at) : Math.min(at, length);
};

/** A position from 0 to `length`; a negative one is 0. */
const position = (value, length, missing) => Math.max(0, Math.min(whole(value, missing), length));

const cut = (points, start, end) => {
  const part = points.slice(start, end);
  return typeof part === "string" ? part : part.join("");
};

/** A number of units as a number of code points. */
const inPoints = (source, units) => (units < 0 ? units : size(source.slice(0, units)));

const inUnits = (points, count) =>
  typeof points === "string" ? count : points.slice(0, count).join("").length;

function lists(parts) {
  build(total(parts, (part) => part.length));
  return parts.flat();
}

const asList = (value) => (isArray(value) ? value : [value]);

// --- lists ---

function find(items, wanted, start) {
  read(Math.max(0, items.length - start));
  for (let at = start; at < items.length; at++) if (v.same(items[at], wanted)) return at;
  return -1;
}

function first(items, call, wanted) {
  read(items.length);
  for (let at = 0; at < items.length; at++) {
    spend(1);
    if (v.truth(call(items[at], at)) === wanted) return at;
  }
  return -1;
}

function sorted(items, call) {
  if (items.length < 2) return items.slice();
  const middle = items.length >> 1;
  const left = sorted(items.slice(0, middle), call);
  const right = sorted(items.slice(middle), call);
  const merged = [];
  let one = 0;
  let other = 0;
  while (one < left.length && other < right.length) {
    spend(1);
    merged.push(v.number(call(left[one], right[other])) > 0 ? right[other++] : left[one++]);
  }
  return merged.concat(left.slice(one), right.slice(other));
}

function byText(items) {
  spend((items.length * (32 - Math.clz32(items.length))) >> 4);
  const keys = items.map((item) => [string(item), item]);
  return keys.sort((one, other) => v.compare(one[0], other[0])).map((entry) => entry[1]);
}

function flatten(items, depth, flat, level) {
  if (level === NESTING) v.tooDeep();
  build(items.length);
  for (const item of items) {
    if (isArray(item) && depth >= 1) flatten(item, depth - 1, flat, level + 1);
    else flat.push(item);
  }
  return flat;
}

const list = {
  at(items, index) {
    return items.at(whole(index)) ?? null;
  },
  includes: (items, wanted = null, start) => find(items, wanted, clamped(start, items.length)) >= 0,
  indexOf: (items, wanted = null, start) => find(items, wanted, clamped(start, items.length)),
  lastIndexOf(items, wanted = null, start) {
    let last = whole(start, items.length - 1);
    if (last < 0) last += items.length;
    last = Math.min(last, items.length - 1);
    read(Math.max(0, last + 1));
    for (let at = last; at >= 0; at--) if (v.same(items[at], wanted)) return at;
    return -1;
  },
  find: (items, call) => items[first(items, call, true)] ?? null,
  findIndex: (items, call) => first(items, call, true),
  some: (items, call) => first(items, call, true) >= 0,
  every: (items, call) => first(items, call, false) < 0,
  filter(items, call) {
    build(items.length);
    spend(items.length);
    return items.filter((item, at) => v.truth(call(item, at)));
  },
  map(items, call) {
    build(items.length);
    spend(items.length);
    return items.map((item, at) => call(item, at));
  },
  flatMap(items, call) {
    read(items.length);
    spend(items.length);
    return lists(items.map((item, at) => asList(call(item, at))));
  },
  reduce(items, call, ...start) {
    read(items.length);
    if (!start.length && !items.length) refuse("An empty list can't be reduced without a start value.");
    let at = start.length ? 0 : 1;
    let total = start.length ? start[0] : items[0];
    spend(items.length - at);
    for (; at < items.length; at++) total = call(total, items[at], at);
    return total;
  },
  slice(items, start, end) {
    const from = clamped(start, items.length, 0);
    const to = clamped(end, items.length, items.length);
    build(Math.max(0, to - from));
    return items.slice(from, to);
  },
  concat: (items, ...others) => lists([items, ...others.map(asList)]),
  join(items, separator) {
    const between = separator === undefined || separator === null ? "," : string(separator);
    read(items.length);
    const parts = items.map((item) => string(item));
    write(total(parts, size) + size(between) * Math.max(0, parts.length - 1));
    return parts.join(between);
  },
  flat: (items, depth) => flatten(items, whole(depth, 1), [], 0),
  sort(items, call) {
    build(items.length);
    return call ? sorted(items, call) : byText(items);
  },
  reverse(items) {
    build(items.length);
    return items.slice().reverse();
  },
  push: (items, ...added) => lists([items, added]),
  unshift: (items, ...added) => lists([added, items]),
  with(items, index, value = null) {
    const at = whole(index);
    const place = at < 0 ? at + items.length : at;
    if (!(place >= 0 && place < items.length)) refuse(`The list has no index ${at}.`);
    build(items.length);
    const copy = items.slice();
    copy[place] = value;
    return copy;
  },
};

// --- strings ---

function part(source, start, end) {
  scan(size(source));
  write(Math.max(0, end - start));
  return start < end ? cut(v.points(source), start, end) : "";
}

function padding(source, length, fill) {
  const wanted = whole(length);
  const piece = fill === undefined || fill === null ? " " : string(fill);
  const has = size(source);
  scan(has);
  if (wanted <= has || !piece) return "";
  write(wanted);
  const each = size(piece);
  const times = Math.floor((wanted - has) / each);
  return piece.repeat(times) + cut(v.points(piece), 0, (wanted - has) % each);
}

function replaced(source, wanted, put, isAll) {
  scan(size(source));
  const points = [...(wanted ? "" : source)];
  const found = wanted ? source.split(wanted).length - 1 : points.length + 1;
  const count = isAll ? found : Math.min(found, 1);
  write(size(source) + count * (size(put) - size(wanted)));
  if (!isAll) return source.replace(wanted, () => put);
  return wanted ? source.split(wanted).join(put) : ["", ...points, ""].join(put);
}

/** A string's own method that takes nothing and gives up to `growth` times its length. */
const native = (name, growth) => (source) => {
  scan(size(source));
  write(growth * size(source));
  return source[name]();
};

const text = {
  at(source, index) {
    scan(size(source));
    const points = v.points(source);
    const at = whole(index);
    return points[at < 0 ? at + points.length : at] ?? null;
  },
  charAt(source, index) {
    scan(size(source));
    return v.points(source)[whole(index)] ?? "";
  },
  includes: (source, wanted, start) => text.indexOf(source, wanted, start) >= 0,
  indexOf(source, wanted = null, start) {
    scan(size(source));
    const sought = string(wanted);
    const points = v.points(source);
    const from = inUnits(points, position(start, points.length));
    return inPoints(source, source.indexOf(sought, from));
  },
  lastIndexOf(source, wanted = null, start) {
    scan(size(source));
    const sought = string(wanted);
    const points = v.points(source);
    const last = start === undefined || start === null ? NaN : v.number(start);
    const from = last !== last ? Infinity : inUnits(points, position(last, points.length));
    return inPoints(source, source.lastIndexOf(sought, from));
  },
  startsWith(source, wanted = null, start) {
    scan(size(source));
    const sought = string(wanted);
    const points = v.points(source);
    return source.startsWith(sought, inUnits(points, position(start, points.length)));
  },
  endsWith(source, wanted = null, end) {
    scan(size(source));
    const points = v.points(source);
    const to = inUnits(points, position(end, points.length, points.length));
    return source.endsWith(string(wanted), to);
  },
  slice(source, start, end) {
    const length = size(source);
    return part(source, clamped(start, length), clamped(end, length, length));
  },
  substring(source, start, end) {
    const length = size(source);
    const one = position(start, length);
    const other = position(end, length, length);
    return part(source, Math.min(one, other), Math.max(one, other));
  },
  split(source, separator, limit) {
    scan(size(source));
    const isGiven = separator !== undefined && separator !== null;
    const between = isGiven && string(separator);
    const points = between === "" && v.points(source);
    build(!isGiven ? 1 : points ? points.length : source.split(between).length);
    write(size(source));
    const pieces = !isGiven ? [source] : points ? [...points] : source.split(between);
    return limit === undefined || limit === null ? pieces : pieces.slice(0, v.number(limit) >>> 0);
  },
  replace: (source, wanted = null, put = null) => replaced(source, string(wanted), string(put), false),
  replaceAll: (source, wanted = null, put = null) => replaced(source, string(wanted), string(put), true),
  trim: native("trim", 1),
  trimStart: native("trimStart", 1),
  trimEnd: native("trimEnd", 1),
  padStart: (source, length, fill) => padding(source, length, fill) + source,
  padEnd: (source, length, fill) => source + padding(source, length, fill),
  repeat(source, count) {
    const times = whole(count);
    if (times < 0 || times === Infinity) refuse("A string can't be repeated that often.");
    scan(size(source));
    if (!source) return "";
    write(size(source) * times);
    return source.repeat(times);
  },
  toUpperCase: native("toUpperCase", 3),
  toLowerCase: native("toLowerCase", 3),
  concat: (source, ...others) => v.template(source, ...others.map((other) => string(other))),
};

// --- numbers ---

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

const number = {
  toFixed(number, digits) {
    const count = whole(digits);
    if (!(count >= 0 && count <= 100)) refuse("toFixed takes 0 to 100 digits.");
    return number.toFixed(count);
  },
  toString(number, radix) {
    const base = whole(radix, 10);
    if (!(base >= 2 && base <= 36)) refuse("A radix must be from 2 to 36.");
    if (base === 10 || !Number.isFinite(number)) return String(number);
    if (number % 1) refuse("Only a whole number can be written in another radix.");
    let rest = Math.abs(number);
    let text = "";
    for (; rest / base >= 2 ** 53; rest /= base) text += "0";
    do {
      text = DIGITS[Math.floor(rest % base)] + text;
      rest = (rest - (rest % base)) / base;
    } while (rest > 0);
    return (number < 0 ? "-" : "") + text;
  },
};

// --- functions ---

const DECIMAL = /^[+-]?(Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)/;

function parseWhole(value = null, radix = null) {
  const source = string(value);
  scan(size(source));
  let base = v.number(radix) | 0;
  let [, sign, text] = /^([+-]?)([^]*)/.exec(source.trimStart());
  if ((base === 0 || base === 16) && /^0x/i.test(text)) {
    base = 16;
    text = text.slice(2);
  }
  base ||= 10;
  if (base < 2 || base > 36) return NaN;
  const allowed = DIGITS.slice(0, base);
  const [found] = new RegExp(`^[${allowed}${allowed.toUpperCase()}]*`).exec(text);
  return found ? digits(found, base) * (sign === "-" ? -1 : 1) : NaN;
}

/** Digits as a number: exactly for base 10 and powers of two, else as V8 sums them. */
function digits(text, base) {
  if (base === 10) return Number(text);
  if ((base & (base - 1)) === 0) {
    const bits = [...text].map((digit) => parseInt(digit, base).toString(2).padStart(Math.log2(base), "0"));
    return Number(`0b${bits.join("")}`);
  }
  let [number, part, multiplier] = [0, 0, 1];
  for (const digit of text) {
    if (multiplier * base > Math.floor(0xffffffff / 36)) {
      number = number * multiplier + part;
      [part, multiplier] = [0, 1];
    }
    part = part * base + parseInt(digit, base);
    multiplier *= base;
  }
  return number * multiplier + part;
}

function power(base, exponent) {
  if (exponent !== exponent) return NaN;
  if (Math.abs(exponent) === Infinity) {
    const reach = Math.abs(base);
    return reach === 1 || base !== base ? NaN : reach > 1 === exponent > 0 ? Infinity : 0;
  }
  if (exponent === 0.5) return Math.sqrt(base);
  if (exponent % 1) refuse("The exponent must be a whole number or 0.5.");
  let result = 1;
  for (let n = Math.abs(exponent); n > 0; n = Math.floor(n / 2)) {
    if (n % 2) result *= base;
    base *= base;
  }
  return exponent < 0 ? 1 / result : result;
}

function well(source) {
  return /\p{Surrogate}/u.test(source) ? refuse("A lone surrogate is no character.") : source;
}

function toKey(value) {
  if (value === "__proto__") refuse("The key __proto__ is not allowed.");
  if (value === null || typeof value === "object") refuse(`A ${kind(value)} can't be a key.`);
  return String(value);
}

/** What `...value` stands for in an object. */
function members(value) {
  if (kind(value) === "object") return value;
  if (!isArray(value) && typeof value !== "string") return {};
  const list = [...value];
  build(2 * list.length);
  return { ...list };
}

/** What `...value` stands for in a list. */
function items(value) {
  if (isArray(value)) return value;
  if (typeof value !== "string") refuse(`A ${kind(value)} can't be spread into a list.`);
  build(size(value));
  return [...value];
}

function entriesOf(value) {
  if (value === null) refuse("null has no members.");
  return members(value);
}

function checked(value, room) {
  if (typeof value === "string") well(value);
  if (typeof value !== "object" || !value) return;
  if (!room) v.tooDeep();
  for (const key of Object.keys(value)) {
    if (!isArray(value)) toKey(well(key));
    checked(value[key], room - 1);
  }
}

const one = (operation) => (value = NaN) => operation(v.number(value));
const extreme = (operation) => (...values) => {
  read(values.length);
  return operation(...values.map(v.number));
};

const functions = {
  "Array.isArray": (value) => isArray(value),
  Boolean: (value) => v.truth(value),
  "JSON.parse"(value = null) {
    const source = string(value);
    const length = size(source);
    scan(length);
    write(8 * length);
    well(source);
    let parsed;
    try {
      parsed = JSON.parse(source);
    } catch {
      refuse("This text is no JSON.");
    }
    checked(parsed, NESTING);
    return parsed;
  },
  "JSON.stringify": (value = null) => v.json(value),
  "Math.abs": one(Math.abs),
  "Math.ceil": one(Math.ceil),
  "Math.floor": one(Math.floor),
  "Math.max": extreme(Math.max),
  "Math.min": extreme(Math.min),
  "Math.pow": (base = NaN, exponent = NaN) => power(v.number(base), v.number(exponent)),
  "Math.round": one(Math.round),
  "Math.sign": one(Math.sign),
  "Math.sqrt": one(Math.sqrt),
  "Math.trunc": one(Math.trunc),
  Number(value = 0) {
    if (typeof value === "string") scan(size(value));
    return v.number(value);
  },
  "Object.entries"(value = null) {
    const members = entriesOf(value);
    build(4 * Object.keys(members).length);
    return Object.entries(members);
  },
  "Object.fromEntries"(value = null) {
    if (!isArray(value)) refuse("Object.fromEntries takes a list of [key, value] lists.");
    build(2 * value.length);
    const members = {};
    for (const entry of value) {
      if (!isArray(entry) || !entry.length) refuse("Object.fromEntries takes a list of [key, value] lists.");
      members[toKey(entry[0])] = entry[1] ?? null;
    }
    return members;
  },
  "Object.keys"(value = null) {
    const keys = Object.keys(entriesOf(value));
    build(keys.length);
    return keys;
  },
  "Object.values"(value = null) {
    const values = Object.values(entriesOf(value));
    build(values.length);
    return values;
  },
  String: (value = "") => string(value),
  isNaN: one(Number.isNaN),
  parseFloat(value = null) {
    const source = string(value);
    scan(size(source));
    return Number(DECIMAL.exec(source.trimStart())?.[0] ?? NaN);
  },
  parseInt: parseWhole,
};

const methods = { list, string: text, number, boolean: {}, object: {}, null: {} };
const hasMethod = (value, name) => Object.hasOwn(methods[kind(value)], name);

// --- what expressions are emitted over, beside `values.js` ---

Object.assign(v.more, {
  functions,
  hasMethod,
  items,
  lists,
  members,
  toKey,

  call(value, name, ...given) {
    if (!hasMethod(value, name)) refuse(`A ${kind(value)} has no method ${name}.`);
    return methods[kind(value)][name](value, ...given);
  },

  power: (base, exponent) => power(v.number(base), v.number(exponent)),

  /** What `...value` stands for in a call. */
  args(value) {
    if (isArray(value)) build(value.length);
    const given = items(value);
    if (given.length > MOST_ARGUMENTS) refuse("A call takes at most 50,000 arguments.");
    return given;
  },

  list(items) {
    build(items.length);
    return items;
  },

  object(members) {
    build(2 * Object.keys(members).length);
    return members;
  },

  objects(...parts) {
    build(2 * total(parts, (part) => Object.keys(part).length));
    return Object.assign({}, ...parts);
  },

  /** The value of an expression, if it nests no deeper than a value may. */
  whole(value) {
    let level = [value];
    for (let room = NESTING; ; room -= 1) {
      level = level.filter((one) => typeof one === "object" && one);
      if (!level.length) return value;
      if (!room) v.tooDeep();
      spend(1 + (total(level, (one) => (isArray(one) ? one : Object.keys(one)).length) >> 3));
      level = level.map(Object.values).flat();
    }
  },
});
