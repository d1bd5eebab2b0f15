// Equality of JSON values by what they hold, the order of keys included.

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
