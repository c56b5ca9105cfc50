"""Write pipeline/language/stop_words/*.txt: words of grammar by language, from spaCy's lists (MIT).

python -m training.make_stop_words
"""

import pkgutil
from importlib import import_module
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "pipeline" / "language" / "stop_words"
LEAST = 60  # words; a shorter list leaves most words of grammar out
OTHER_NAMES = {"nb": "no"}
OWN = {"en"}  # the rules for English have a list of their own


def main() -> None:
    """Write a file for each language of which spaCy has a list, its words in order, those of several parts left out."""
    import spacy.lang

    FOLDER.mkdir(exist_ok=True)
    for module in pkgutil.iter_modules(spacy.lang.__path__):
        if not module.ispkg or module.name in OWN or len(module.name) > 2:
            continue
        try:
            words = import_module(f"spacy.lang.{module.name}.stop_words").STOP_WORDS
        except ModuleNotFoundError:
            continue
        single = sorted({word.lower().replace("’", "'") for word in words if not word.isspace() and " " not in word})
        if len(single) >= LEAST:
            name = OTHER_NAMES.get(module.name, module.name)
            (FOLDER / f"{name}.txt").write_text("\n".join(single) + "\n", encoding="utf-8")
    print(f"{len(list(FOLDER.glob('*.txt')))} languages")


if __name__ == "__main__":
    main()
