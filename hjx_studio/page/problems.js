// The problems of the source, in a panel below the component, which stays usable.

function element(tag, text, ...children) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
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
  else document.getElementById("hjx-status").before(panel);
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
