// Listeners: from what happens to an element to the message that runs a handler. Waiting for a rest
// and the members of `event` stand apart, in `pace.js` and `members.js`.

const KEYS = { enter: "Enter", esc: "Escape", tab: "Tab", space: " ", up: "ArrowUp", down: "ArrowDown", left: "ArrowLeft", right: "ArrowRight" };
const heard = new WeakMap();

/** Listen on an element until `unlisten`. */
export function on(element, type, handler) {
  element.addEventListener(type, handler);
  heard.set(element, [...(heard.get(element) || []), [type, handler]]);
}

/** Take away what `on` has added. */
export function unlisten(element) {
  for (const [type, handler] of heard.get(element) || []) element.removeEventListener(type, handler);
  heard.delete(element);
}

/** `on event.modifiers -> handler(args)` for an element in a row. */
export function listen(view, { event: type, handler, line, modifiers = [], args = [], asks = [], send }, element, row) {
  const { pace, members } = view.parts;
  const has = (name) => modifiers.includes(name);
  const keys = modifiers.map((name) => KEYS[name]).filter(Boolean);
  const post = pace ? pace(view.page.send, modifiers) : view.page.send;
  let isDone = false;
  on(element, type, (event) => {
    if (isDone || view.page.isUpdating) return;
    if (has("self") && event.target !== element) return;
    if (keys.length && (event.isComposing || !keys.includes(event.key))) return;
    if (has("prevent") || event.type === "submit") event.preventDefault();
    if (has("stop")) event.stopPropagation();
    isDone = has("once");
    const known = members && members(event, element, asks.concat(send || []), view);
    const message = { type: "event", handler, args: args.map((value) => view.value({ value, line }, row, known)) };
    if (send) message.event = Object.fromEntries(send.map((name) => [name, known[name]]));
    post(message);
  });
}
