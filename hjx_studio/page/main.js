// The page: adopts what the server rendered, connects, and keeps both in step.

import { Connection } from "./connection.js";
import { note } from "./status.js";
import * as h from "./values.js";
import { View } from "./view.js";

const root = document.getElementById("hjx");
const address = (path) => new URL(path, import.meta.url);

let early = null; // names that came before the component
let held = null; // changes that wait for the module that applies them
let silence = setTimeout(note, 1000, "offline", "Connecting…");

/** What the modules know of the page. */
const page = {
  root,
  address,
  load,
  show,
  view: null,
  coming: null, // another build, on its way
  isUpdating: false, // nodes change; events that this causes are not of a user
  send: (message, edits) => page.connection.send(message, edits),
};

/** A build's component, and the modules that it uses. */
async function load(build) {
  const { default: make } = await import(address(`../build/${build}.js`));
  const component = make(h);
  const used = await Promise.all(component.uses.map((name) => import(address(`${name}.js`))));
  return [component, Object.assign({}, ...used)];
}

/** Bind a component to the nodes that are there: its own, or, with `mend`, another's. */
function show([component, parts], names, mend) {
  change(() => {
    page.view = new View(component, h, parts, names, page);
    page.view.adopt(root, mend);
  });
}

/** Change nodes; focus stays where it was. */
function change(how) {
  const { activeElement } = document;
  page.isUpdating = true;
  try {
    how();
    if (activeElement !== document.activeElement && activeElement.isConnected) {
      activeElement.focus({ preventScroll: true });
    }
  } finally {
    page.isUpdating = false;
  }
}

async function start() {
  const { build } = root.dataset;
  if (!build) return;
  const loaded = await load(build);
  if (page.view) return;
  show(loaded, JSON.parse(document.getElementById("hjx-names").textContent));
  if (early) change(() => page.view.update(early));
}

/** Apply a patch to what is shown; where that can't be, the whole is asked for. */
function patch(message) {
  const { connection, coming, view } = page;
  if (connection.isBehind) return;
  if (view && !view.parts.apply) return hold(view, message);
  let names;
  try {
    names = coming ? null : view.parts.apply(view.names, message.ops);
  } catch {}
  if (names) change(() => view.update(names, view.parts.compute));
  else connection.fallBehind();
}

/** Let changes wait until the module is there that applies patches. */
async function hold(view, message) {
  held = [message];
  try {
    Object.assign(view.parts, await import("./patch.js"));
  } catch {
    page.connection.fallBehind();
  }
  const messages = held;
  held = null;
  messages.forEach(handle);
}

async function handle(message) {
  const { state, type } = message;
  if (held && (state || type === "patch")) held.push(message);
  else if (type === "patch") patch(message);
  else if (type !== "update") {
    if (type === "ack" || message.code === "rate_limited") return;
    const { notices } = await import("./notices.js");
    if (Object.hasOwn(notices, type)) notices[type](message, page);
  } else if (page.coming) page.coming.take(state);
  else if (page.view) change(() => page.view.update(state));
  else early = state;
}

page.connection = new Connection(address("../../hjx"), {
  query: () => ({
    session: new URL(location.href).searchParams.get("session"),
    build: root.dataset.build, // the server tells a page that has an old one
  }),
  frame(message, answered) {
    const edits = answered.map((entry) => entry.edits).filter(Boolean);
    for (const edit of edits) edit.pending -= 1;
    handle(message);
    if (message.type !== "error" && !page.connection.isBehind) change(() => edits.forEach((edit) => edit.catchUp()));
  },
  state(isConnected) {
    document.documentElement.dataset.hjx = isConnected ? "connected" : "offline"; // for styles
    if (isConnected) {
      clearTimeout(silence);
      silence = 0;
      note("offline");
    } else {
      note("paused");
      silence ||= setTimeout(note, 1000, "offline", "No connection. Trying again…");
    }
  },
});
start().catch((error) => console.warn(`hjx: ${error.message}`));
