// Styles that come after the page.

/** Load a style; done when it is there, or can't be loaded. */
export function addStyle(address, id = "") {
  return new Promise((done) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: address, id, onload: done, onerror: done });
    document.head.append(link);
  });
}
