// `debounce-300` and `throttle-300`: messages that wait for a rest, or for their turn.

/** `send`, at the pace that the modifiers ask for. */
export function pace(send, modifiers) {
  for (const modifier of modifiers) {
    const [kind, wait] = modifier.split("-");
    if (kind === "debounce") return debounced(send, +wait);
    if (kind === "throttle") return throttled(send, +wait);
  }
  return send;
}

function debounced(send, wait) {
  let timer;
  return (message) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait, message);
  };
}

/** The first at once, then the newest after each wait. */
function throttled(send, wait) {
  let timer;
  let next;
  const run = (message) => {
    send(message);
    next = undefined;
    timer = setTimeout(() => {
      timer = undefined;
      if (next) run(next);
    }, wait);
  };
  return (message) => {
    if (timer) next = message;
    else run(message);
  };
}
