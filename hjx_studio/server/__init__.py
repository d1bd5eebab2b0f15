"""Sessions made reachable: HTTP, WebSockets, timers, and a channel for a front end.

host         owns the workspace, the builds and the sessions; carries out commands
live session one session with its sockets and timers; carries out its effects
connection   one WebSocket, its limits, and what it has not taken yet
feed         events on their way to one observer, in batches
policy       who may speak to the server: Host, Origin, token
child        the server as a process of its own; `process` is its other end
"""
