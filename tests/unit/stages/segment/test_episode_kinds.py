"""Kinds of shows are told apart by what is counted; the scripts were written for this test."""

import pytest

from pipeline.records import Person, Transcript
from pipeline.stages.segment.episode_kinds import episode_kind
from tests.builders import episode, speech

NEWS = (
    """Good evening. Lawmakers voted on Tuesday to raise the tax on diesel by two percent, according to officials at the
    transport ministry. The president said the money will repair bridges. Senators of the opposition announced that they
    will go to court. Police in the port city arrested four men after a fire in a warehouse. Prosecutors said the fire
    was set on purpose. A spokesman for the owner declined to comment. Economists expect prices to rise by three percent
    this year, the central bank reported on Monday. Shares fell one percent. In weather, officials warned of floods in
    the north, and authorities closed two roads. The government sent soldiers with sandbags. In sport, the national team
    won its third game in a row. The next match is on Saturday. Those are the headlines.""",
    """Officials said on Friday that the dam is safe. Engineers reported a crack in March, and authorities lowered the
    water by nine percent. The minister announced a review. According to the police, two hikers are still missing in
    the valley. A spokeswoman said the search goes on. In the capital, senators approved the budget after a long night.
    Analysts called it cautious. The government will borrow four percent less than last year. Prosecutors dropped their
    case against the former president on Wednesday. He had denied taking money. Lawmakers want the law changed. Exports
    rose six percent in May, the bureau reported. The strike at the railway ended on Thursday, officials said, and the
    first trains left at noon. Police reported no incidents.""",
    """This is the hour's news. A storm reached the coast on Sunday and authorities told people to stay inside. The
    government opened schools as shelters. Officials reported thirty percent of homes without power. A spokesman for
    the utility said crews would start at dawn. Ministers of nine countries met in Geneva and announced a plan on
    fishing. According to analysts, the plan leaves out the largest fleets. Police are looking for a driver who hit a
    cyclist on Saturday. Prosecutors asked witnesses to call. The president vetoed the water bill, and senators said
    they would vote again on Monday. Economists reported that wages grew two percent. The central bank left rates as
    they are, officials announced. The next headlines are at six.""",
)
STORY = (
    """The village had one telephone, and Marta kept it in the bakery. She wrote down every call. On the ninth of March
    a man called and asked for her brother. He gave no name. She told him that her brother had gone to the mill, and he
    hung up. That night her brother did not come home. They searched the mill and found his coat. It was folded. The
    miller said that he had heard a car, but he had not looked. Marta walked to the next town and asked at the station.
    The clerk remembered him. He had bought two tickets, and he had waited for somebody who never came. Years passed.
    She married, and her children grew. Then a letter arrived with a stamp from Canada. She knew the hand. She opened
    it at the table, and she read it twice, and she put it in the oven. Her daughter saw her do it and never asked.""",
    """They met on a train. He was a tailor from Lvov and she had studied law. When the border closed they walked. He
    carried her books, and at the river he dropped them, and she laughed at him for the first time. They hid in a barn
    where a farmer left them milk. The farmer never spoke to them. One morning he was gone and soldiers came. She told
    them she was his wife. They believed her. In the camp he sewed coats for the officers, and they let him keep his
    scissors. He used them once. She saw it and she said nothing. After the war they looked for the farmer, but nobody
    knew him. They named their son after him anyway. The boy asked his mother who the farmer was, and she told him that
    he was a man who had looked away when it mattered.""",
    """The lighthouse was lit for the last time in 'fifty-three. Its keeper stayed. He had nowhere to go and nobody told
    him to leave. Every evening he climbed the stairs and wiped the glass. His sister brought him bread on Thursdays and
    left it on the step, as they had quarrelled. In the winter of 'sixty a ship lost its way. The crew saw a light and
    turned. They were saved, and they went up to thank him. The door was open. The bed was made. His sister said that he
    had died in the autumn, and she had buried him herself. The captain wrote to the ministry, and they sent a man who
    measured the lamp and found it cold. He wrote that the crew had seen a star. They never believed it, and she kept
    the stairs swept until they took her to the town.""",
)
ROUND_TABLE = (
    """0:00 Ana: Welcome back to the podcast, everybody. I'm so happy we are all here. Did you see the final episode?
    0:10 Bo: I did, and I have opinions. I thought the ending was lazy, and you know how much I wanted to like it.
    0:20 Cy: I loved it. I think you two forget what the show was about. It was never about the money, it was about her.
    0:35 Di: Can I say something? My mother called me after it, and she was crying. That never happens.
    0:45 Ana: My favourite scene was the one in the car. What was yours, Bo?
    0:55 Bo: I liked the car too. I just think that you can't spend nine episodes on a secret and then whisper it.
    1:05 Cy: But that is what I like about it. You have to lean in. You have to want it.
    1:15 Di: I want my shows loud, thank you. I want a dragon. Give me one dragon and I'm yours for ten years.
    1:25 Ana: We have a letter from a listener about that, and I think you'll like it. She says we talk too much.
    1:35 Bo: I agree with her. I would listen to a podcast where we all just breathe and eat a sandwich.""",
    """0:00 Ed: So this week on the show we're all back in one room, and I have to ask, who won the bet?
    0:10 Flo: I won the bet. I said that they would trade him, and I said it here, and you all laughed at me.
    0:20 Gus: I laughed because of how you said it. You had a mouth full of noodles and you pointed a fork at me.
    0:35 Hal: For our listeners at home, the fork is still on the table. I think it should go into a museum.
    0:45 Ed: What do you make of the trade though? I don't see what they get. I see a lot of money and an old knee.
    0:55 Flo: The knee is fine. My cousin saw him run on Sunday and she says he ran like a boy after a bus.
    1:05 Gus: Your cousin is not a doctor. I want to see him play three games before I buy the shirt.
    1:15 Hal: I bought the shirt already. I'm wearing it. You are all looking at it and nobody said a word.
    1:25 Ed: We thought it was a towel. Anyway, subscribe, tell your friends, and let's do the picks for this episode.
    1:35 Flo: My pick is the team with the fine knee, and I'd like it written down where Gus can read it.""",
    """0:00 Ivy: Okay, so this episode is about the worst meal you ever cooked for other people. I'll go last.
    0:10 Jon: I cooked a goose for my wife's parents, and I did not know that you had to take out the bag.
    0:20 Kim: There's a bag? I have cooked a goose. I have cooked two. Did I eat a bag? You would know, right?
    0:35 Lou: You would know. I made a soup from a podcast once, and I heard fifteen where they said fifty.
    0:45 Ivy: Fifteen what? I'm scared to ask you, but our listeners will want to know that.
    0:55 Jon: Please let it be onions. I can forgive you for onions. I couldn't forgive you for anything else.
    1:05 Lou: It was chillies. My brother still can't talk about it. He whistles when he sees me with a spoon.
    1:15 Kim: I would eat that. I think I'd like it. My mouth has been dead since the winter of the vindaloo.
    1:25 Ivy: We did a whole show on the vindaloo, you can find it in the feed. It is our most downloaded one.
    1:35 Jon: And the saddest. I listened to it on a plane and I cried, and the man next to me held my hand.""",
)
MEETING = """
0:00 Ana: Okay, let's start with the agenda. We have three items today, and the minutes are on the drive.
0:10 Bo: Yeah, the first item is the deadline for the prototype. I think we need two more weeks.
0:20 Cy: Right. We said that in the last meeting. Who writes the budget?
0:30 Ana: I can do that. Bo, you take the design, and we decide on the colours at the next meeting.
0:40 Bo: Okay. I'll send the sketches by Friday, and then we can talk about the buttons and the case.
0:50 Cy: Yeah, and marketing wants to see the numbers. So I need them before that.
1:00 Ana: Right. Action items then. Bo sends sketches, I write the budget, Cy asks marketing about the price.
1:10 Bo: No, Cy should do the price after the prototype. We do not know the cost of the case yet.
1:20 Cy: Okay, that is fine with me. Then the follow-up is in two weeks, with the whole committee.
1:30 Ana: Yes. The next point is the room. We lose it in May, and we need another one with a screen.
1:40 Bo: Well, the small one on the second floor has a screen, and nobody has it on Tuesdays.
1:50 Cy: Okay, I book it. Any other business? No? Then we are done.
"""


def alone(text: str) -> Transcript:
    return speech("0:00 " + " ".join(text.split()))


def voices(script: str) -> Transcript:
    return speech("\n".join(line.strip() for line in script.strip().splitlines()))


@pytest.mark.parametrize(
    ("kind", "talk"),
    [
        *(("news", alone(text)) for text in NEWS),
        *(("story", alone(text)) for text in STORY),
        *(("conversation", voices(script)) for script in ROUND_TABLE),
        ("meeting", voices(MEETING)),
    ],
)
def test_what_is_counted_tells_the_kind_and_says_why(kind: str, talk: Transcript) -> None:
    found = episode_kind(episode(), talk, [(0, len(talk.words))])
    assert found.kind == kind, found
    assert all(found.reasons)


def test_a_named_guest_makes_an_interview() -> None:
    guest = Person(name="Di", role="guest", source="sidecar")
    talk = voices(ROUND_TABLE[0])
    found = episode_kind(episode().model_copy(update={"people": (guest,)}), talk, [(0, len(talk.words))])
    assert found.kind == "interview"
    assert found.reasons[0] == "a guest is named"


def test_the_settings_are_believed_and_little_talk_is_of_no_kind() -> None:
    assert episode_kind(episode(), alone(NEWS[0]), [(0, 50)], "story").kind == "story"
    assert episode_kind(episode(), alone("Good evening."), [(0, 2)]).kind == "unknown"
