"""Grammars of programming languages by the endings of files. The only module that uses tree-sitter and its grammars.

Each grammar is compiled into its package: nothing is fetched when it is used.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

_LANGUAGES = {
    "python": ".py .pyi",
    "javascript": ".js .jsx .mjs .cjs",
    "typescript": ".ts .mts",
    "tsx": ".tsx",
    "c": ".c",
    "cpp": ".h .cc .cpp .cxx .hpp .hh",
    "java": ".java",
    "go": ".go",
    "rust": ".rs",
    "c-sharp": ".cs",
    "ruby": ".rb",
    "php": ".php",
    "bash": ".sh .bash",
}
_BY_ENDING = {ending: language for language, endings in _LANGUAGES.items() for ending in endings.split()}
ENDINGS = frozenset(_BY_ENDING)


def syntax_tree(text: str, name: str) -> Any:
    """The root of the syntax tree of a file's text; its name decides the language, which has to be one of ENDINGS."""
    import tree_sitter

    language = tree_sitter.Language(_grammar(_BY_ENDING[PurePath(name).suffix.lower()]))
    return tree_sitter.Parser(language).parse(text.encode("utf-8", errors="replace")).root_node


def _grammar(language: str) -> Any:
    import tree_sitter_bash
    import tree_sitter_c
    import tree_sitter_c_sharp
    import tree_sitter_cpp
    import tree_sitter_go
    import tree_sitter_java
    import tree_sitter_javascript
    import tree_sitter_php
    import tree_sitter_python
    import tree_sitter_ruby
    import tree_sitter_rust
    import tree_sitter_typescript

    grammars = {
        "python": tree_sitter_python.language,
        "javascript": tree_sitter_javascript.language,
        "typescript": tree_sitter_typescript.language_typescript,
        "tsx": tree_sitter_typescript.language_tsx,
        "c": tree_sitter_c.language,
        "cpp": tree_sitter_cpp.language,
        "java": tree_sitter_java.language,
        "go": tree_sitter_go.language,
        "rust": tree_sitter_rust.language,
        "c-sharp": tree_sitter_c_sharp.language,
        "ruby": tree_sitter_ruby.language,
        "php": tree_sitter_php.language_php,
        "bash": tree_sitter_bash.language,
    }
    return grammars[language]()
