// Attributes that hold an address: only schemes that run nothing may stand in one.

/** Whether an address may stand, read as browsers read it (URL Standard, basic URL parser). */
export function isSafe(name, value) {
  const all = /^srcset$/i.test(name) ? value.split(/[ \t\n\f\r,]+/) : [value.replace(/[\t\n\r]/g, "")];
  return all.every((part) => {
    const address = part.replace(/^[\0- ]+/, "");
    return !/^[a-z][a-z0-9+.-]*:/i.test(address) || /^((https?|mailto|tel|blob):|data:image\/)/i.test(address);
  });
}
