// The page: adopts what the server rendered, connects, and keeps both in step.

import { Connection } from "./connection.js";
import { catchUp } from "./fields.js";
import { note, showProblems } from "./status.js";
import * as h from "./values.js";
import { View } from "./view.js";

const root = document.getElementById("hjx");
const address = (path) => new URL(path, import.meta.url);
const page = { isUpdating: false, send: (message, edits) => connection.send(message, edits) };

let view = null;
let coming = null; // a build on its way: {build, component, names}
let early = null; // names that came before the component

async function load(build) {
  const { default: make } = await import(address(`../build/${build}.js`));
  return make(h);
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
  const component = await load(build);
  if (view) return;
  const names = JSON.parse(document.getElementById("hjx-names").textContent);
  change(() => {
    view = new View(component, h, names, page);
    view.adopt(root);
  });
  if (early) update(early);
}

/** Take another build: the nodes that both have stay, with focus, scroll and typed text. */
async function changeBuild(build) {
  if (build === root.dataset.build && !coming) return;
  coming = { build };
  const mine = coming;
  try {
    [mine.component] = await Promise.all([load(build), style(build)]);
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
  const { build, component, names } = coming;
  if (!component || !names) return;
  coming = null;
  root.dataset.build = build;
  document.title = component.name;
  change(() => {
    view = new View(component, h, names, page);
    view.adopt(root, true);
  });
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

/** After a loss: the server may have been started anew, with another source or another page. */
async function compareWithServer() {
  const text = await (await fetch(location.href)).text();
  if (!text.includes(new URL(import.meta.url).pathname)) location.reload();
  const [, build] = /<div id="hjx" data-build="(\w*)"/.exec(text) || [];
  if (build) changeBuild(build);
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
  problems: ({ items }) => showProblems(items, view !== null),
};

let wasConnected = false;
let silence = setTimeout(note, 1000, "offline", "Connecting…");

const connection = new Connection(address("../../hjx"), new URL(location.href).searchParams.get("session"), {
  frame(message, answered) {
    const edits = answered.map((entry) => entry.edits).filter(Boolean);
    for (const edit of edits) edit.pending -= 1;
    if (Object.hasOwn(frames, message.type)) frames[message.type](message);
    if (message.type !== "error") change(() => edits.forEach(catchUp));
  },
  state(isConnected) {
    if (isConnected) {
      clearTimeout(silence);
      silence = 0;
      note("offline");
      if (wasConnected) compareWithServer().catch(() => {});
      wasConnected = true;
    } else {
      note("paused");
      silence ||= setTimeout(note, 1000, "offline", "No connection. Trying again…");
    }
  },
});
start();
