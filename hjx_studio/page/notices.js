// The frames that come seldom: failures, pauses, problems of the source, and new builds of it.

import { showProblems } from "./problems.js";
import { takeBuild } from "./reload.js";
import { note } from "./status.js";

/** What each type of frame does; `page` is what `main.js` shares. */
export const notices = {
  error({ code, message, handler, line }) {
    const where = handler ? `${handler}${line ? `, line ${line}` : ""}: ` : "";
    console.error(`hjx: ${where}${message} (${code})`);
    note("error", where + message, 10);
  },
  paused({ handler, line }, page) {
    page.connection.isPaused = true;
    note("paused", `Paused at ${handler}, line ${line}`);
  },
  resumed(_, page) {
    page.connection.isPaused = false;
    note("paused");
  },
  viewing: ({ rev }) => note("viewing", typeof rev === "number" && `Showing revision ${rev}, read-only`),
  reload: ({ build }, page) => takeBuild(build, page),
  problems: ({ items }, page) => showProblems(items, page),
};
