"""The screen: an editor beside what the browser, the wire, the state and the handler are doing.

`model` is what the studio knows of the server, kept up by `bridge` from batches of events; panes
(`widgets`) read it and never change it. `document` is the file being edited, `checking` finds its
problems off the loop. `actions` lists everything that a key or the command palette can do, and
`screens.studio` carries it out. `backend` is all that is known of the server: where it lives does
not matter here. `app` only wires these together.
"""
