// Form fields that are tied to names. What a person types is never lost: while an edit is on its
// way, or a text is being composed, what comes in does not rewrite the field.

import { on } from "./events.js";
import { same } from "./view.js";

const typing = new WeakMap(); // element → its edits, which outlive a change of the layout

/** The edits of one field that the server has not answered yet. */
class Edits {
  pending = 0;

  /** Show what came in meanwhile, now that the last of them is confirmed. */
  catchUp() {
    if (this.isLate) this.field.update();
  }
}

const isChoice = (element) => element.tagName === "SELECT";
const isRadio = (element, name) => name === "value" && element.type === "radio";
const isNumber = (element) => element.type === "number" || element.type === "range";
const lines = (text) => text.replace(/\r\n?/g, "\n");

/** Tie `element` to a name or path; returns the binding that shows what the name holds. */
export function bindField(view, bound, element, row, isRendered) {
  if (!typing.has(element)) typing.set(element, new Edits());
  const field = new Field(view, bound, element, row, typing.get(element));
  on(element, "compositionstart", () => (field.edits.isComposing = true));
  on(element, "compositionend", () => {
    field.edits.isComposing = false;
    field.send();
  });
  on(element, "input", () => field.send());
  if (isRendered && wasTouched(element)) field.send();
  field.update();
  return field;
}

class Field {
  constructor(view, bound, element, row, edits) {
    Object.assign(this, { view, bound, element, row, edits, reads: bound.reads });
    edits.field = this;
  }

  update() {
    const { edits, element, bound, view } = this;
    edits.isLate = edits.pending > 0 || edits.isComposing;
    if (!edits.isLate) show(element, bound.name, view.value(bound, this.row), view);
  }

  send() {
    const value = reading(this.element, this.bound.name);
    if (this.edits.isComposing || value === undefined) return;
    const path = this.bound.path(this.view.names, this.row, (row, depth) => step(this.view, row, depth));
    this.edits.pending += 1;
    this.view.page.send({ type: "bind", path, value }, this.edits);
  }
}

/** Whether a person has changed the field before the script came, rather than the browser, which
 * fills fields in again when a page is loaded once more. */
function wasTouched(element) {
  const [navigation] = performance.getEntriesByType("navigation");
  if (document.activeElement !== element && (!navigation || navigation.type !== "navigate")) return false;
  if (isChoice(element)) {
    const options = [...element.options];
    return options.some((item) => item.defaultSelected) && options.some((item) => item.selected !== item.defaultSelected);
  }
  if (/^(checkbox|radio)$/.test(element.type)) return element.checked !== element.defaultChecked;
  return element.value !== element.defaultValue;
}

/** What the field says; undefined where it says nothing that can be read (a lone "-"). */
function reading(element, name) {
  if (name === "checked") return element.checked;
  if (isRadio(element, name)) return element.checked ? element.value : undefined;
  if (isChoice(element) && element.multiple) return [...element.selectedOptions].map((item) => item.value);
  if (!isNumber(element)) return element.value;
  if (element.value === "") return element.validity.badInput ? undefined : null;
  return Number(element.value);
}

/** The step of a path that leads to a row's item in its list: by key, else by index. */
function step(view, row, depth) {
  while (row.loop.piece.depth !== depth) row = row.p;
  const { piece } = row.loop;
  let { i, n } = row;
  const base = piece.base && view.value(piece.base, row.p);
  if (Array.isArray(base) && base.includes(row.v)) {
    i = base.indexOf(row.v);
    const isTwin = (v, at) => at <= i && same(view.value(piece.key, { ...row, v, i: at }), row.key);
    if (row.key !== undefined) n = base.filter(isTwin).length;
  }
  if (row.key === undefined) return i;
  return n > 1 ? { key: row.key, n } : { key: row.key };
}

function show(element, name, value, view) {
  if (name === "checked") check(element, view.h.truth(value));
  else if (isRadio(element, name)) check(element, view.string(value) === element.value);
  else if (element.type !== "file") writeField(element, value, view);
}

function check(element, isChecked) {
  element.checked = isChecked;
  if (element.defaultChecked !== isChecked) element.defaultChecked = isChecked;
}

/** Show a value in a field, keeping the caret; a field that already reads so is left alone. */
export function writeField(element, value, view) {
  if (isChoice(element)) return choose(element, (Array.isArray(value) ? value : [value]).map((item) => view.string(item)));
  const text = lines(view.string(value));
  const isFocused = document.activeElement === element;
  const isRead = isNumber(element) && same(reading(element, "value"), value === "" ? null : value);
  if (element.value !== text && !isRead && !(isFocused && element.validity.badInput)) {
    const caret = isFocused && position(element, text);
    element.value = text;
    if (caret) element.setSelectionRange(...caret);
  }
  if (element.defaultValue !== text) element.defaultValue = text;
}

function choose(element, values) {
  const chosen = new Set(element.multiple ? values : values.slice(0, 1));
  for (const option of element.options) {
    const isChosen = element.multiple ? chosen.has(option.value) : chosen.delete(option.value);
    if (option.defaultSelected !== isChosen) option.defaultSelected = isChosen;
    if (element.multiple) option.selected = isChosen;
  }
  if (!element.multiple) element.value = values[0];
}

/** Where the selection is once `text` has taken the place of what the field holds. */
function position(element, text) {
  const { value, selectionStart, selectionEnd, selectionDirection } = element;
  if (selectionStart === null || selectionStart === undefined) return null;
  let start = 0;
  while (start < value.length && start < text.length && value[start] === text[start]) start += 1;
  let end = 0;
  while (end < value.length - start && end < text.length - start && value.at(-1 - end) === text.at(-1 - end)) end += 1;
  const move = (at) => {
    if (at <= start) return at;
    return at >= value.length - end ? at + text.length - value.length : Math.min(at, text.length - end);
  };
  return [move(selectionStart), move(selectionEnd), selectionDirection];
}
