// The problems of the source, in a panel below the component, which stays usable.

import { addStyle } from "./style.js";

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

let style; // loaded with the first panel

/** Show the source's problems; an empty list takes the panel away. */
export function showProblems(items, page) {
  style ||= addStyle(page.address("problems.css"));
  const old = document.getElementById("hjx-problems");
  if (!items.length) {
    if (old) old.remove();
    return;
  }
  const count = items.length === 1 ? "1 problem" : `${items.length} problems`;
  const after = page.view ? " – the last good version goes on" : " – nothing runs yet";
  const list = element("ol", "", ...items.map(problem));
  const panel = element("section", "", element("details", "", element("summary", count + after), list));
  panel.id = "hjx-problems";
  panel.setAttribute("aria-label", "Problems in the source");
  panel.firstChild.open = !old || old.firstChild.open;
  if (old) old.replaceWith(panel);
  else document.getElementById("hjx-notices").append(panel);
}

function problem({ path, line, column, end_line, end_column, code, message, hint, source }) {
  const shown = element("li", "", element("code", `${path}:${line}:${column}`), ` ${message} `, element("small", code));
  if (source) {
    const end = end_line === line ? end_column : source.length + 1;
    const margin = " ".repeat(`${line}`.length);
    const mark = source.slice(0, column - 1).replace(/[^\t]/g, " ") + "^".repeat(Math.max(1, end - column));
    shown.append(element("pre", `${line} │ ${source}\n${margin} │ ${mark}`));
  }
  if (hint) shown.append(element("p", hint));
  return shown;
}
