"""The HJX language, as pure functions: text in, values out.

source       a text with its lines; positions, spans and ranges in it
diagnostic   a finding with code, severity, range and fix
node         a part of the syntax tree, frozen, with its span
structure    the lines of a file, sorted into blocks by indentation
analysis     what each name means and who uses it
value        null, boolean, number, string, list, object
program      a component made ready to run
step         a place at which a debugger may stop
build        all of the above for a file and its imports, named by its content's hash
"""
