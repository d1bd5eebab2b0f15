// The socket: it comes back after a loss, and what was said meanwhile is sent in order, once each.

const FIRST_WAIT = 250; // ms
const LAST_WAIT = 5000;
const SILENCE = 5000; // ms without an answer after which the server is asked for one
const REST = 1000; // ms of silence after the server has refused a message as one too many
const MOST = 200; // messages on their way at once

/** `heed.frame(message, answered)` gets each frame with the messages that it answers,
 * `heed.state(isConnected)` hears of changes, `heed.query()` gives what the address asks for. */
export class Connection {
  constructor(address, heed) {
    this.address = new URL(address);
    this.address.protocol = this.address.protocol.replace("http", "ws");
    this.key = crypto.getRandomValues(new BigUint64Array(2)).join("-"); // 128 bits, in memory alone
    this.heed = heed;
    this.queue = []; // messages without an answer, in order
    this.lastId = 0;
    this.losses = 0;
    this.isPaused = false; // the debugger holds the session: no answer is to be expected
    this.revision = 0; // of the state that the page has
    this.isBehind = false; // the whole state has been asked for
    this.pace = 0; // ms between two messages, once there were too many
    addEventListener("online", () => this.retry());
    setInterval(() => this.probe(), SILENCE / 2);
    this.open();
  }

  open() {
    const query = { client: this.key, ...this.heed.query() };
    for (const name in query) if (query[name] !== null) this.address.searchParams.set(name, query[name]);
    this.socket = new WebSocket(this.address, "hjx.patch.v1");
    this.socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    this.socket.onclose = () => this.lose();
  }

  lose() {
    this.socket.onclose = this.socket.onmessage = null;
    this.socket.close();
    this.isReady = this.isPaused = false;
    this.heed.state(false);
    const wait = Math.min(LAST_WAIT, FIRST_WAIT * 2 ** this.losses++);
    this.timer = setTimeout(() => this.retry(), wait * (0.5 + Math.random() / 2));
  }

  retry() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = 0;
    this.open();
  }

  /** A connection may look alive and be dead: ask where an answer is due, then give it up. */
  probe() {
    if (!this.isReady || this.isPaused || !this.queue.length) return;
    const silence = performance.now() - this.heard;
    if (silence > 2 * SILENCE) this.lose();
    else if (silence > SILENCE) this.ask();
  }

  /** Ask for the whole state. */
  ask() {
    if (this.isReady) this.socket.send('{"type":"sync"}');
  }

  /** Patches do not fit what the page has; they begin to again with the whole state. */
  fallBehind() {
    this.isBehind = true;
    this.ask();
  }

  receive(message) {
    this.heard = performance.now();
    const { type, id, ack, acks = [], rev } = message;
    if (message.code === "rate_limited") this.slow(id);
    else if (type === "ack" || type === "error") acks.push(id);
    const [queue, answered] = [[], []];
    for (const entry of this.queue) {
      (entry.message.id === ack || acks.includes(entry.message.id) ? answered : queue).push(entry);
    }
    this.queue = queue;
    if (!queue.length) this.pace = 0;
    if (type === "update") {
      this.revision = rev;
      this.isBehind = false;
      // The first one on a socket tells which messages of an earlier socket have run.
      if (!this.isReady) this.start();
    }
    if (type === "patch" && !this.isBehind) {
      if (message.from > this.revision) this.fallBehind();
      else this.revision = rev;
    }
    this.heed.frame(message, answered);
    this.flush();
  }

  start() {
    this.isReady = true;
    this.losses = 0;
    for (const entry of this.queue) entry.isSent = false;
    this.heed.state(true);
  }

  /** The server has refused a message as one too many: it goes out again later, all more slowly. */
  slow(id) {
    for (const entry of this.queue) if (entry.message.id === id) entry.isSent = false;
    if (this.isResting) return;
    this.pace = Math.min(REST, 2 * this.pace || 20);
    this.rest(REST);
  }

  rest(wait) {
    clearTimeout(this.resting);
    this.isResting = wait === REST;
    this.resting = setTimeout(() => {
      this.resting = 0;
      if (this.isResting && this.isBehind) this.ask();
      this.isResting = false;
      this.flush();
    }, wait);
  }

  /** Send a message, and again after a loss, until it is answered. `edits` marks those of a field:
   * of several that wait, the newest alone is sent. */
  send(message, edits) {
    const last = this.queue[this.queue.length - 1];
    if (edits && last && last.edits === edits && !last.isSent) {
      Object.assign(last.message, message);
      edits.pending -= 1;
      return;
    }
    this.lastId += 1;
    this.queue.push({ message: { ...message, id: this.lastId }, edits, isSent: false });
    this.flush();
  }

  flush() {
    const { queue } = this;
    let sent = queue.filter((entry) => entry.isSent).length;
    for (const entry of queue) {
      if (!this.isReady || this.resting || sent >= MOST) return;
      if (entry.isSent) continue;
      const isOnItsWay = (other) => other.isSent && other.edits === entry.edits;
      if (entry.edits && entry === queue[queue.length - 1] && queue.some(isOnItsWay)) return;
      if (!sent) this.heard = performance.now();
      sent += 1;
      entry.isSent = true;
      this.socket.send(JSON.stringify(entry.message));
      if (this.pace) this.rest(this.pace);
    }
  }
}
