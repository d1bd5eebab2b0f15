// The page: adopts what the server rendered, connects, and keeps both in step.

import { Connection } from "./connection.js";
import { note } from "./status.js";
import * as h from "./values.js";
import { View } from "./view.js";

const root = document.getElementById("hjx");
const address = (path) => new URL(path, import.meta.url);
const page = { isUpdating: false, send: (message, edits) => connection.send(message, edits) };

let view = null;
let coming = null; // a build on its way: {build, loaded, names}
let early = null; // names that came before the component

/** A build's component, and the modules that it uses. */
async function load(build) {
  const { default: make } = await import(address(`../build/${build}.js`));
  const component = make(h);
  const used = await Promise.all(component.uses.map((name) => import(address(`${name}.js`))));
  return [component, Object.assign({}, ...used)];
}

function show([component, parts], names, isOther) {
  change(() => {
    view = new View(component, h, parts, names, page);
    view.adopt(root, isOther);
  });
}

/** Change nodes; what they say while they move is not a person's doing, and focus stays. */
function change(how) {
  const { activeElement } = document;
  page.isUpdating = true;
  try {
    how();
    if (activeElement !== document.activeElement && activeElement && activeElement.isConnected) {
      activeElement.focus({ preventScroll: true });
    }
  } finally {
    page.isUpdating = false;
  }
}

function update(names) {
  if (coming) {
    coming.names = names;
    swap();
  } else if (view) change(() => view.update(names));
  else early = names;
}

async function start() {
  const { build } = root.dataset;
  if (!build) return;
  const loaded = await load(build);
  if (view) return;
  show(loaded, JSON.parse(document.getElementById("hjx-names").textContent));
  if (early) update(early);
}

/** Take another build: the nodes that both have stay, with focus, scroll and typed text. */
async function changeBuild(build) {
  if (build === root.dataset.build && !coming) return;
  coming = { build };
  const mine = coming;
  try {
    [mine.loaded] = await Promise.all([load(build), style(build)]);
  } catch (error) {
    console.error(`hjx: build ${build} could not be loaded: ${error.message}`);
    if (coming === mine) coming = null;
    return;
  }
  if (coming !== mine) return;
  if (!mine.names) connection.ask();
  swap();
}

function swap() {
  const { build, loaded, names } = coming;
  if (!loaded || !names) return;
  coming = null;
  root.dataset.build = build;
  document.title = loaded[0].name;
  show(loaded, names, true);
  if (root.querySelector("main")) root.removeAttribute("role");
  else root.setAttribute("role", "main");
}

function style(build) {
  return new Promise((done) => {
    const old = document.getElementById("hjx-style");
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address(`../build/${build}.css`);
    link.onload = link.onerror = () => {
      if (old) old.remove();
      done();
    };
    link.id = "hjx-style";
    document.head.append(link);
  });
}

const frames = {
  update: ({ state }) => update(state),
  error({ code, message, handler, line }) {
    const where = handler ? `${handler}${line ? `, line ${line}` : ""}: ` : "";
    console.error(`hjx: ${where}${message} (${code})`);
    note("error", where + message, 10);
  },
  paused({ handler, line }) {
    connection.isPaused = true;
    note("paused", `Paused at ${handler}, line ${line}`);
  },
  resumed() {
    connection.isPaused = false;
    note("paused");
  },
  viewing: ({ rev }) => note("viewing", typeof rev === "number" && `Showing revision ${rev}, read-only`),
  reload: ({ build }) => changeBuild(build),
  async problems({ items }) {
    const { showProblems } = await import("./problems.js");
    showProblems(items, view !== null);
  },
};

let silence = setTimeout(note, 1000, "offline", "Connecting…");

const connection = new Connection(address("../../hjx"), {
  query: () => ({
    session: new URL(location.href).searchParams.get("session"),
    build: root.dataset.build, // the server tells a page that has an old one
  }),
  frame(message, answered) {
    const edits = answered.map((entry) => entry.edits).filter(Boolean);
    for (const edit of edits) edit.pending -= 1;
    if (Object.hasOwn(frames, message.type)) frames[message.type](message);
    if (message.type !== "error") change(() => edits.forEach((edit) => edit.catchUp()));
  },
  state(isConnected) {
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
start();
