Authors of plugins have a tutorial, a page about every hook, and contract tests to subclass.
