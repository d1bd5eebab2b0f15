// What the page says about itself, beside the component: the connection, a pause, an error.

const place = document.getElementById("hjx-status");
const notes = new Map();
const timers = new Map();

/** Show a note under a name, in place of the one before; none without a text. It goes by itself
 * after `seconds`, where given. */
export function note(name, text, seconds) {
  clearTimeout(timers.get(name));
  if (seconds) timers.set(name, setTimeout(note, seconds * 1000, name));
  if (notes.get(name) === text) return;
  if (text) notes.set(name, text);
  else notes.delete(name);
  place.replaceChildren(...Array.from(notes, ([kind, words]) => {
    const shown = document.createElement("p");
    shown.textContent = words;
    shown.dataset.kind = kind;
    return shown;
  }));
}
