"""One running component, without I/O: messages in, effects out.

session      a running component: its shared state, its clients, its debugger, its history
client       one loaded page or program that takes part in a session
input        what can happen to a session; numbered and timed, it is the cause of what follows
run          one handling of an input, in slices
revision     a committed shared public state, by number
effect       what the session asks of the server: send, broadcast, close, set a timer
event        what an observer sees; past tense, frozen, JSON-able
command      what a front end asks of a session or its server; frozen, JSON-able
"""
