"""Templates put names and quotation marks where they belong."""

from pipeline.checks.frames import announced, conversation, leading, quoted, surname


def test_marks_inside_a_quotation_become_single_ones() -> None:
    assert quoted('He said "no" twice.') == "“He said ‘no’ twice.”"


def test_a_suffix_is_no_surname() -> None:
    assert (surname("Robert F. Kennedy Jr"), surname("Ben Ito"), surname("Cher")) == ("Kennedy", "Ito", "Cher")


def test_people_and_things_are_joined_as_they_are_read() -> None:
    things = ["tea", "kettles", "Ghent"]
    assert leading("Ben Ito", things) == "Ben Ito talks about tea, kettles and Ghent."
    assert leading(None, things[:2]) == "This part is about tea and kettles."
    assert (
        conversation(["Ana", "Cleo"], "Ben", "“a baker”", things[:1])
        == "Ana and Cleo talk with Ben, “a baker”, about tea."
    )
    assert conversation(["Ana"], "Ben", None, things[:1]) == "Ana talks with Ben about tea."
    assert announced("“A conversation with Ben”", things[:1]) == "“A conversation with Ben”, about tea."
