// What the page says about itself, beside the component: the connection, a pause, problems.

const place = document.getElementById("hjx-status");
const notes = new Map();
const timers = new Map();

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

/** Show a note under a name, in place of the one before; none without a text. It goes by itself
 * after `seconds`, where given. */
export function note(name, text, seconds) {
  clearTimeout(timers.get(name));
  if (seconds) timers.set(name, setTimeout(note, seconds * 1000, name));
  if (notes.get(name) === text) return;
  if (text) notes.set(name, text);
  else notes.delete(name);
  place.replaceChildren(...Array.from(notes, ([kind, words]) => {
    const shown = element("p", words);
    shown.dataset.kind = kind;
    return shown;
  }));
}

/** Show the source's problems; an empty list takes the panel away. */
export function showProblems(items, isLive) {
  const old = document.getElementById("hjx-problems");
  if (!items.length) {
    if (old) old.remove();
    return;
  }
  const count = items.length === 1 ? "1 problem" : `${items.length} problems`;
  const after = isLive ? " – the last good version goes on" : " – nothing runs yet";
  const panel = element("section", "", element("details", "", element("summary", count + after), element("ol", "", ...items.map(problem))));
  panel.id = "hjx-problems";
  panel.setAttribute("aria-label", "Problems in the source");
  panel.firstChild.open = !old || old.firstChild.open;
  if (old) old.replaceWith(panel);
  else place.before(panel);
}

function problem({ path, line, column, code, message, hint, source, severity }) {
  const shown = element("li", "", element("code", `${path}:${line}:${column}`), ` ${severity || "error"} ${code}: ${message}`);
  if (typeof source === "string") {
    const number = `${line}`;
    const caret = " ".repeat(number.length + 3 + column - 1) + "^";
    shown.append(element("pre", `${number} | ${source}\n${caret}`));
  }
  if (hint) shown.append(element("p", hint));
  return shown;
}
