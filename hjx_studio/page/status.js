// What the page says about itself, beside the component: the connection, a pause, an error.

const place = document.getElementById("hjx-status");
const notes = new Map(); // name → its element, and the timer that takes it away

/** Show a note under a name, in place of the one before; none without a text. It goes by itself
 * after `seconds`, where given. */
export function note(name, text, seconds) {
  const { shown = document.createElement("p"), timer } = notes.get(name) || {};
  clearTimeout(timer);
  if (!text) {
    shown.remove();
    notes.delete(name);
    return;
  }
  shown.dataset.kind = name;
  if (shown.textContent !== text) shown.textContent = text;
  if (!shown.isConnected) place.append(shown);
  notes.set(name, { shown, timer: seconds && setTimeout(note, seconds * 1000, name) });
}
