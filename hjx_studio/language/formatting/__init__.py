"""The parts of the formatter; `language.formatter` says what is canonical and puts them together.

spelling   an expression, a string, a clause on one line, in its one spelling
remarks    the comments of an entry, and what each belongs to
breaking   an expression over several lines, where one is too short
entries    a whole entry: a declaration, an element, a statement
lines      the lines of a file: their levels, blank lines and comments
edits      from a text to its canonical form in small steps, for an editor
"""
