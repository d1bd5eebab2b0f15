"""The screen: an editor beside what the browser, the wire, the state and the handler are doing.

- model: what the studio knows of the server; session_model: of one session; traffic: the frames.
- bridge: keeps the model up to date from batches of events, and carries commands.
- backend: all that is known of the server. Where it lives does not matter here.
- document: the file being edited; checking: its problems and tree, found off the loop;
  preview: its way to the server after each pause in typing.
- actions: everything that a key or the command palette can do; screens.studio carries it out.
- syntax: the syntax tree as an outline. plain, json_text: text of others and of users.
- widgets: panes that read the model and never change it. screens: the studio, and questions.
- app: only wires these together. crash: what is left of an unexpected error.
"""
