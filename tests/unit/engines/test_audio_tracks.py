"""The sound tracks of a file, as ffmpeg describes them."""

from pipeline.engines.audio_tracks import tracks_of

FILM = """Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'film.mp4':
  Metadata:
    title           : A film
  Duration: 00:00:11.00, start: 0.000000, bitrate: 149 kb/s
  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(progressive), 64x64, 5 fps (default)
    Metadata:
      handler_name    : VideoHandler
  Stream #0:1[0x2](ger): Audio: aac (LC) (mp4a / 0x6134706D), 16000 Hz, mono, fltp, 69 kb/s (default)
    Metadata:
      handler_name    : SoundHandler
  Stream #0:2[0x3](eng): Audio: aac (LC) (mp4a / 0x6134706D), 16000 Hz, mono, fltp, 69 kb/s
    Metadata:
      handler_name    : SoundHandler
      name            : English: the dub
  Stream #0:3: Audio: opus, 48000 Hz, mono, fltp, start 0.013000 (comment)
    Metadata:
      ENCODER         : Lavc63.1.102 libopus
      DURATION        : 00:01:02.500000000
  Stream #0:4(und): Audio: opus, 48000 Hz, stereo, fltp (default) (visual impaired)
  Stream #0:5: Video: png, rgb24(pc), 64x64 (attached pic)
    Metadata:
      title           : Commentary
At least one output file must be specified
"""


def test_each_sound_track_has_its_own_marks() -> None:
    found = [(t.number, t.stream, t.codec, t.tag, t.language, t.title, t.default, t.aside) for t in tracks_of(FILM)]
    assert found == [
        (1, 1, "aac", "ger", "de", None, True, False),
        (2, 2, "aac", "eng", "en", "English: the dub", False, False),
        (3, 3, "opus", None, None, None, False, True),
        (4, 4, "opus", None, None, None, True, True),
    ]
    assert [t.seconds for t in tracks_of(FILM)] == [None, None, 62.5, None]


def test_the_tags_of_the_file_and_of_what_is_written_are_not_a_track_s() -> None:
    again = FILM + "Output #0, s16le, to 'pipe:':\n  Stream #0:0: Audio: pcm_s16le, 16000 Hz, mono\n"
    assert len(tracks_of(again)) == 4
    assert tracks_of("") == ()


def test_a_title_alone_tells_a_commentary() -> None:
    line = (
        "  Stream #0:0: Audio: flac, 48000 Hz, stereo, s16\n    Metadata:\n      title           : Audio description\n"
    )
    assert tracks_of(line)[0].aside
