// The members of `event` that a handler or its arguments ask for.

/** Those that are asked for; the others are null. */
export function members(event, element, asked, view) {
  const target = event.target && "value" in event.target ? event.target : element;
  const text = (value) => (typeof value === "string" ? value : null);
  const all = {
    type: () => event.type,
    value: () => text(target.value),
    checked: () => (typeof target.checked === "boolean" ? target.checked : null),
    key: () => text(event.key),
    data: () => {
      const { [view.component.scope]: _, ...data } = element.dataset;
      return data;
    },
    form: () => form(target.form || element.closest("form")),
  };
  const found = {};
  for (const name in all) found[name] = asked.includes(name) ? all[name]() : null;
  return found;
}

/** A form's fields by name: text, or a list where several have the name. */
function form(element) {
  if (!element) return null;
  const fields = {};
  for (const [name, value] of new FormData(element)) {
    if (name === "__proto__") continue;
    const text = typeof value === "string" ? value : value.name;
    fields[name] = Object.hasOwn(fields, name) ? [].concat(fields[name], text) : text;
  }
  return fields;
}
