"""What a verification says, in each language."""

from collections.abc import Mapping

from ledger.words.en import EN
from ledger.words.zh import ZH

Words = Mapping[str, str]

LANGUAGES: Mapping[str, Words] = {"en": EN, "zh": ZH}
