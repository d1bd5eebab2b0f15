"""What the page evaluates, as JavaScript over the helpers of `page/values.js` and `methods.js`."""
