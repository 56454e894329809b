"""Every table of how well people are read, each beside what anyone would try first."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np

from sentiment.reading import warm
from sentiment.training.tables.costs import print_costs
from sentiment.training.tables.messages import print_messages
from sentiment.training.tables.pictures import print_pictures
from sentiment.training.tables.public import print_goemotions, print_reviews, print_smp
from sentiment.training.tables.topics import print_banking, print_topics
from sentiment.training.tables.urgency import print_urgency
from sentiment.training.tables.voice import print_voice

UNSEEN = Path(__file__).parent / "unseen"
SETS = ("first", "second", "third")  # see unseen/README.md: what was looked at of which
QUICK = 40  # texts, clips of so many speakers' tenth, pictures' tenth
SAYS = """Held-back files with the published names (ekman_test.tsv, test.csv,
*_test_labeled.txt) are used where they are in DATA, by scales of the development part;
otherwise the development part, and the table says how. Messages: no weight was trained on
them; the unseen ones come along, and are by other writers and readers than what was learned
from. See weights/CARD.md for what was chosen on which. \"asked\" is floor and aim."""


def bench(data: Path, *, quick: bool = False) -> None:
    """Print all tables for what DIR holds; ``quick`` takes a small part of each.

    Costs come first, in a process that has done nothing else.
    """
    most = QUICK if quick else None
    random.seed(0)
    np.random.seed(0)
    warm()
    print(SAYS)
    messages = data / "urgency"
    if messages.is_dir():
        print_costs(messages, most)
        print_urgency(messages, most)
        print_messages(messages, most)
    for name in SETS:
        print_urgency(UNSEEN / name, most, f"unseen messages, {name} set")
        print_messages(UNSEEN / name, most, f"unseen messages, {name} set")
    if not quick:
        print_topics()
    text = data / "text"
    tables: tuple[tuple[str, Callable[[Path, int | None], None]], ...] = (
        ("goemotions", print_goemotions),
        ("reviews_zh", print_reviews),
        ("banking77", print_banking),
    )
    for name, table in tables:
        if (text / name).is_dir():
            table(text / name, most and 10 * most)
    if (text / "smp2020_ewect").is_dir() and not quick:
        print_smp(data)
    if (data / "voice").is_dir():
        print_voice(data / "voice", 5 if quick else None)
    print_pictures(6 if quick else 60)
