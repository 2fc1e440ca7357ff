"""LaTeX is read as its reader sees it."""

from __future__ import annotations

import time

import pytest

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.latex import shown

PAPER = r"""% a comment
\documentclass{article}
\newcommand{\model}{DiaryNet\xspace}
\title{Reading \emph{long} diaries\thanks{Funded by the council.}}
\author{Maja Lindqvist \and Tom\'as Ferreira}
\begin{document}
\maketitle
\begin{abstract}
We present \model, which reads diaries % and letters
% of nobody
of 1,840 people.\footnote{See \url{https://x.example}.}
\end{abstract}

\section{Results}\label{sec:r}
\paragraph{Accuracy.} \textbf{\model} reaches 71.4\% on \textsc{DiaryBench}~\cite[p.~3]{li2020}.
\begin{table}
\caption{Accuracy of all models.}
\begin{tabular}{l|c|c} \hline
Model & Dev & Test \\ \hline
\model & 71.4 & 63 \\
LSTM \& CRF & 63.0 & 61 \\ \hline
\end{tabular}
\end{table}
\begin{itemize}
\item First \{set\}
\item[b] Second
\end{itemize}
\begin{lstlisting}[language=Python]
x = 100 % 7
\end{lstlisting}
The model is
\begin{equation}
  y_i = \beta x_i
  \label{eq:m}
\end{equation}
for all $i$.
\end{document}
"""


def test_a_paper_is_headings_paragraphs_rows_and_items() -> None:
    parsed = parse(PAPER.encode(), "paper.tex")
    assert parsed.title == "Reading long diaries"
    assert [(block.text, block.level, block.at) for block in parsed.pages[0].blocks] == [
        ("Reading long diaries", 1, 4),
        ("Author: Maja Lindqvist, Tomás Ferreira", 0, 5),
        ("Abstract", 2, 8),
        ("We present DiaryNet, which reads diaries of 1,840 people. (See https://x.example.)", 0, 9),
        ("Results", 2, 14),
        ("Accuracy. DiaryNet reaches 71.4% on DiaryBench [li2020, p. 3].", 0, 15),
        ("Table: Accuracy of all models.", 0, 17),
        ("Model | Dev | Test", 0, 19),
        ("Model: DiaryNet | Dev: 71.4 | Test: 63", 0, 20),
        ("Model: LSTM & CRF | Dev: 63.0 | Test: 61", 0, 21),
        ("- First {set}", 0, 25),
        ("- b: Second", 0, 26),
        ("x = 100 % 7", 0, 29),
        (r"The model is $ y_i = \beta x_i $ for all i.", 0, 31),
    ]


def test_a_chapter_without_a_beginning_is_read_too() -> None:
    parsed = parse(b"\\chapter[M.]{Methods}\nOne line.\\\\[2pt]\nWe follow \\citet{brown1975}.\n", "methods.tex")
    assert [(block.text, block.level) for block in parsed.pages[0].blocks] == [
        ("Methods", 1),
        ("One line. We follow brown1975.", 0),
    ]


def test_commands_that_are_shown_as_they_are_written_begin_nothing() -> None:
    parsed = parse(b"Cite works with \\verb|\\bibitem| and \\verb+\\section{A}+ alone.", "a.tex")
    assert [block.text for block in parsed.pages[0].blocks] == ["Cite works with \\bibitem and \\section{A} alone."]


def test_titles_of_frames_are_headings_and_groups_behind_a_beginning_stay() -> None:
    slides = rb"\begin{frame}[t]{Weight decay}\begin{center}{\Large It shrinks} weights.\end{center}\end{frame}"
    parsed = parse(slides, "slides.tex")
    assert [(block.text, block.level) for block in parsed.pages[0].blocks] == [
        ("Weight decay", 3),
        ("It shrinks weights.", 0),
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (r"na\"{\i}ve Schr\"odinger, \v{S}koda, Fran\c{c}ois, \o re", "naïve Schrödinger, Škoda, François, øre"),
        (r"below 3\,\% and 2\,829 days -- or ``more''", "below 3 % and 2 829 days – or “more”"),
        (r"\textcolor{red}{\textbf{bold \emph{words}}} of \LaTeX\ users", "bold words of LaTeX users"),
        (r"Table~\ref{tab:means} \vspace{2mm}shows \verb|\ref|", r"Table tab:means shows \ref"),
        (r"Lars Th{\o}rv{\"a}ld of {\LaTeX}, \TeX{} and Gau\ss{}", "Lars Thørväld of LaTeX, TeX and Gauß"),
        (r"\margin{plain.bst}We use \textbf{B}ib and re\emph{do}.", "plain.bst We use Bib and redo."),
        (r"costs \$5, \href{https://a.example}{here}", "costs $5, here (https://a.example)"),
        (r"unclosed {\bf word and \emph{more", "unclosed word and more"),
        (r"{\bf Price} of \textbf{all\footnotemark} boats }", "Price of all boats"),
        (r"first\\$n$ boats and $m$ \emph{more}", "first n boats and m more"),
        (r"$ a \\ b_i $", r"$ a \\ b_i $"),
        (r"10\textsuperscript{6} of H\textsubscript{2}O", "10^6 of H2O"),
        (r"\SI{5}{\kilo\metre\per\hour} and \qty{3}{kg}", "5 kilometre per hour and 3 kg"),
        (r"\multirow{2}{*}{7}, \multirow[t]{-2}*{8}, \rotatebox{90}{up}, \hyperlink{p.1}{page}", "7, 8, up, page"),
        (
            r"\url{https://a.example/~ann/x--y\%20z} \href{https://a.example/~b}{b}",
            "https://a.example/~ann/x--y%20z b (https://a.example/~b)",
        ),
        (r"C:\textbackslash temp, \~{} and \ss{} stay", "C:\\temp, ~ and ß stay"),
        (r"\only<2->{Later} words", "Later words"),
    ],
)
def test_commands_are_left_out_or_spelt_out(source: str, told: str) -> None:
    assert shown(source) == told


def blocks(source: str) -> list[str]:
    return [block.text for block in parse(source.encode(), "a.tex").pages[0].blocks]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        # What stands behind the arguments of an environment is none.
        (
            "\\begin{tabular}{lr}\n{\\bf Boat} & {\\bf Fee}\\\\ \\hline\nJoy & 5\n\\end{tabular}",
            ["Boat | Fee", "Boat: Joy | Fee: 5"],
        ),
        ("\\begin{tabular}{\nl>{\\color{red}}c}\na & b\n\\end{tabular}", ["a | b"]),
        ("\\begin{tabular}{ll}\\makecell{Name \\\\ of \\emph{it}} & Fee\\end{tabular}", ["Name of it | Fee"]),
        ("\\begin{verbatim}\n[part]\n{a}\n\\end{verbatim}", ["[part]\n{a}"]),
        ("\\begin{minipage}{5cm}{\\bf Title} words\\end{minipage}", ["Title words"]),
        ("\\begin{note}{Care}Mind it.\\end{note}", ["Care Mind it."]),
        ("\\begin{block}<2>{Decay}It shrinks.\\end{block}", ["Decay", "It shrinks."]),
        ("\\begin{box}[title={Mind {the} gap}, a=b]It shrinks.\\end{box}", ["Mind the gap", "It shrinks."]),
        ("\\begin{lstlisting}[caption=A loop]\nx\n\\end{lstlisting}", ["A loop", "x"]),
        ("\\item<1-> First", ["- First"]),
        # Where a comment is none, and what is left out as one.
        ("See \\url{https://a.example/a%20b}, \\verb|5%| more. % no", ["See https://a.example/a%20b, 5% more."]),
        ("Shown \\iffalse hidden \\fi words. \\iffalse more", ["Shown words. more"]),
        # Where the document begins and ends.
        ("Before.\n\nUse \\verb|\\begin{document}| then.", ["Before.", "Use \\begin{document} then."]),
        ("\\begin{document}\nIn it.\n\\end{document}\nBehind it.", ["In it."]),
        ("One.\\par Two.", ["One.", "Two."]),
    ],
)
def test_nothing_is_lost_and_nothing_added(source: str, told: list[str]) -> None:
    assert blocks(source) == told


@pytest.mark.parametrize(
    "source",
    [
        "\\begin{verbatim}",
        "\\def" + " " * 300,
        "\\begin{theorem}[",
        "\\begin{tabular}{l}" + "\\\\[" * 10_000,
        "\\author{" + " " * 60_000,
        "\\begin{table}\\caption{a}",
        "\\iffalse ",
    ],
)
def test_long_files_take_no_more_than_their_length(source: str) -> None:
    began = time.process_time()
    parse((source * (200_000 // len(source))).encode(), "a.tex")
    assert time.process_time() - began < 2
