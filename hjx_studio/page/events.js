// Listeners: from what happens to an element to the message that runs a handler.

const KEYS = { enter: "Enter", esc: "Escape", tab: "Tab", space: " ", up: "ArrowUp", down: "ArrowDown", left: "ArrowLeft", right: "ArrowRight" };
const heard = new WeakMap();

/** Listen on an element until `unlisten`. */
export function on(element, type, handler) {
  element.addEventListener(type, handler);
  if (!heard.has(element)) heard.set(element, []);
  heard.get(element).push([type, handler]);
}

/** Take away what `on` has added. */
export function unlisten(element) {
  for (const [type, handler] of heard.get(element) || []) element.removeEventListener(type, handler);
  heard.delete(element);
}

/** `on event.modifiers -> handler(args)` for an element in a row. */
export function listen(view, listener, element, row) {
  const modifiers = listener.modifiers || [];
  const has = (name) => modifiers.includes(name);
  const keys = modifiers.filter((name) => KEYS[name]).map((name) => KEYS[name]);
  const send = paced((message) => view.page.send(message), modifiers);
  let isDone = false;
  on(element, listener.event, (event) => {
    if (isDone || view.page.isUpdating) return;
    if (has("self") && event.target !== element) return;
    if (keys.length && (event.isComposing || !keys.includes(event.key))) return;
    if (has("prevent") || event.type === "submit") event.preventDefault();
    if (has("stop")) event.stopPropagation();
    isDone = has("once");
    const fields = read(event, element, new Set([...(listener.asks || []), ...(listener.send || [])]), view);
    const args = (listener.args || []).map((value) => view.value({ value, line: listener.line }, row, fields));
    const message = { type: "event", handler: listener.handler, args };
    if (listener.send) message.event = Object.fromEntries(listener.send.map((name) => [name, fields[name]]));
    send(message);
  });
}

function paced(send, modifiers) {
  for (const modifier of modifiers) {
    const [kind, wait] = modifier.split("-");
    if (kind === "debounce") return debounced(send, +wait);
    if (kind === "throttle") return throttled(send, +wait);
  }
  return send;
}

function debounced(send, wait) {
  let timer;
  return (message) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait, message);
  };
}

/** The first at once, then the newest after each wait. */
function throttled(send, wait) {
  let timer;
  let next;
  const run = (message) => {
    send(message);
    next = undefined;
    timer = setTimeout(() => {
      timer = undefined;
      if (next) run(next);
    }, wait);
  };
  return (message) => {
    if (timer) next = message;
    else run(message);
  };
}

/** The members of `event` that are asked for; the others are null. */
function read(event, element, asked, view) {
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
  for (const name in all) found[name] = asked.has(name) ? all[name]() : null;
  return found;
}

/** A form's fields by name: text, or a list where several have the name. */
function form(element) {
  if (!element) return null;
  const fields = {};
  for (const [name, value] of new FormData(element)) {
    if (name === "__proto__") continue;
    const text = typeof value === "string" ? value : value.name;
    fields[name] = name in fields ? [].concat(fields[name], text) : text;
  }
  return fields;
}
