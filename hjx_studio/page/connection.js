// The socket: it comes back after a loss, and what was said meanwhile is sent in order, once each.

const FIRST_WAIT = 250; // ms
const LAST_WAIT = 5000;
const SILENCE = 5000; // ms without an answer after which the server is asked for one

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
    addEventListener("online", () => this.retry());
    setInterval(() => this.probe(), SILENCE / 2);
    this.open();
  }

  open() {
    const query = { client: this.key, ...this.heed.query() };
    for (const name in query) if (query[name] !== null) this.address.searchParams.set(name, query[name]);
    this.socket = new WebSocket(this.address);
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

  receive(message) {
    this.heard = performance.now();
    const ids = new Set([message.ack, ...(message.acks || []), ...(/^(ack|error)$/.test(message.type) ? [message.id] : [])]);
    const answered = this.queue.filter((entry) => ids.has(entry.message.id));
    this.queue = this.queue.filter((entry) => !ids.has(entry.message.id));
    if (message.type === "update" && !this.isReady) {
      // The first one on a socket tells which messages of an earlier socket have run.
      this.isReady = true;
      this.losses = 0;
      for (const entry of this.queue) entry.isSent = false;
      this.heed.state(true);
    }
    this.heed.frame(message, answered);
    this.flush();
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
    if (!this.isReady) return;
    this.queue.forEach((entry, i) => {
      if (entry.isSent) return;
      const isOnItsWay = (other) => other.isSent && other.edits === entry.edits;
      if (entry.edits && i === this.queue.length - 1 && this.queue.some(isOnItsWay)) return;
      if (!this.queue.some((other) => other.isSent)) this.heard = performance.now();
      entry.isSent = true;
      this.socket.send(JSON.stringify(entry.message));
    });
  }
}
