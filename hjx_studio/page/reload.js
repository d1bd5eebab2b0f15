// Another build of the source takes the place of the one that is shown. Nodes that both have stay,
// with focus, scroll and typed text.

import { unlisten } from "./events.js";
import { addStyle } from "./style.js";
import { fix } from "./template.js";

/** Load a build, and show it as soon as its names have come. */
export async function takeBuild(build, page) {
  if (build === page.root.dataset.build && !page.coming) return;
  const coming = { build, page, take };
  page.coming = coming;
  try {
    [coming.loaded] = await Promise.all([page.load(build), style(build, page)]);
  } catch (error) {
    console.error(`hjx: build ${build} could not be loaded: ${error.message}`);
    if (page.coming === coming) page.coming = null;
    return;
  }
  if (page.coming !== coming) return;
  if (coming.names) show(coming);
  else page.connection.ask();
}

function take(names) {
  this.names = names;
  if (this.loaded) show(this);
}

function show({ build, loaded, names, page }) {
  const { root } = page;
  page.coming = null;
  root.dataset.build = build;
  document.title = loaded[0].name;
  page.show(loaded, names, mend);
  if (root.querySelector("main, [role=main]")) root.removeAttribute("role");
  else root.setAttribute("role", "main");
}

/** Load the build's style; the old one goes when the new one is there. */
async function style(build, page) {
  const old = document.getElementById("hjx-style");
  await addStyle(page.address(`../build/${build}.css`), "hjx-style");
  if (old) old.remove();
}

/** Make the listeners and attributes that an older layout has given an element those of `piece`. */
function mend(element, piece, view) {
  unlisten(element);
  const kept = new Set([view.scope, "open"]); // a person may have opened it
  for (const [name] of piece.fixed || []) kept.add(name);
  for (const { name } of piece.computed || []) kept.add(name);
  for (const { name } of piece.binds || []) kept.add(name).add("checked");
  for (const name of element.getAttributeNames()) if (!kept.has(name)) element.removeAttribute(name);
  fix(element, piece, view);
}
