"use strict";
// Addresses of words: #w123.k3dq07, a word's number and marks of the words before it and from it on, so that a link of
// another run finds its words where they stand now. `formats/word_addresses.py` makes the same ones.
const Addresses = (() => {
  const { passages, starts } = Player;
  const BESIDE = 4, NEAR_WORDS = 300;
  let spoken = null;
  const said = () => spoken ??= passages.flatMap((passage) => passage.textContent.split(/[ \u200b]/))
    .map((text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""));
  const mark = (words) => { // FNV-1a of the words, three letters of it
    let hash = 0x811c9dc5;
    for (const letter of words.join(" ")) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
    return (hash % 46656).toString(36).padStart(3, "0");
  };
  const marks = (i) => [mark(said().slice(Math.max(i - BESIDE, 0), i)), mark(said().slice(i, i + BESIDE))];
  const of = (i) => `#w${i}.${marks(i).join("")}`;
  // Returns the word that an address means now, and whether its words were found; null where it is no such address.
  const at = (hash) => {
    const match = /^#w(\d{1,7})(?:\.([0-9a-z]{3})([0-9a-z]{3}))?$/.exec(hash);
    if (!match || !starts.length || (!match[2] && Number(match[1]) >= starts.length)) return null;
    const i = Math.min(Number(match[1]), starts.length - 1);
    if (!match[2]) return { i, found: true };
    const nearest = (most, fits) => {
      for (let step = 0; step < most; step += 1) {
        for (const k of [i - step, i + step]) if (k >= 0 && k < starts.length && fits(marks(k))) return { i: k, found: true };
      }
      return null;
    };
    const begins = mark([]); // before the first word there is nothing to know a place by
    return nearest(starts.length, ([a, b]) => a === match[2] && b === match[3])
      || nearest(NEAR_WORDS, ([a, b]) => (a === match[2] && a !== begins) || b === match[3]) || { i, found: false };
  };
  return { of, at };
})();
