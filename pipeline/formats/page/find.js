"use strict";
// Finds words in the transcript as they are typed; matches are painted without touching the text.
(() => {
  const { byId, passages, say } = Player;
  const MOST = 2000; // matches that are painted and counted
  const field = byId("wanted"), hits = byId("hits");
  const paints = "highlights" in CSS;
  const folded = (text) => text.toLowerCase().replaceAll("\u00a0", " ").replaceAll("’", "'");
  let texts = null, found = [], at = -1;

  // Returns a range over characters of a passage, whether it is one text node or a span per word.
  const range = (passage, start, end) => {
    const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT), made = document.createRange();
    for (let node, before = 0; (node = walker.nextNode()); before += node.length) {
      if (start >= before && start < before + node.length) made.setStart(node, start - before);
      if (end > before && end <= before + node.length) { made.setEnd(node, end - before); break; }
    }
    return made;
  };
  const paint = () => {
    if (!paints) return;
    const near = found.slice(Math.max(at - 150, 0), at + 150);
    CSS.highlights.set("found", new Highlight(...near.map((hit) => range(...hit))));
    if (at >= 0 && found[at]) CSS.highlights.set("here", new Highlight(range(...found[at])));
    else CSS.highlights.delete("here");
  };
  const go = (place) => {
    if (!found.length) return;
    at = (place + found.length) % found.length;
    hits.textContent = say("{n} of {all}", { n: at + 1, all: `${found.length}${found.length === MOST ? "+" : ""}` });
    const hit = found[at];
    Landing.unfold(hit[0]);
    Landing.land({ getBoundingClientRect: () => range(...hit).getBoundingClientRect() });
    paint();
  };
  const search = () => {
    const wanted = folded(field.value.trim());
    texts ??= passages.map((passage) => folded(passage.textContent));
    found = [];
    at = -1;
    for (let k = 0; wanted.length > 1 && k < texts.length && found.length < MOST; k += 1) {
      for (let i = texts[k].indexOf(wanted); i >= 0 && found.length < MOST; i = texts[k].indexOf(wanted, i + wanted.length)) {
        found.push([passages[k], i, i + wanted.length]);
      }
    }
    hits.textContent = wanted.length > 1 && !found.length ? say("nothing") : "";
    paint();
    go(0);
  };
  const find = (text) => {
    field.value = text;
    Landing.unfold(field);
    search();
    field.focus({ preventScroll: true });
  };

  byId("find").hidden = false;
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); go(event.shiftKey ? at - 1 : at + 1); }
    if (event.key === "Escape") { field.value = ""; search(); field.blur(); }
  });
  byId("earlier").addEventListener("click", () => go(at - 1));
  byId("later").addEventListener("click", () => go(at + 1));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.closest("input, textarea")) return;
    event.preventDefault();
    Landing.unfold(field);
    const top = byId("find").getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) Landing.land(byId("transcript"), "start");
    field.select();
    field.focus();
  });
  for (const button of document.querySelectorAll("[data-find]")) {
    button.hidden = false;
    button.addEventListener("click", () => find(button.dataset.find));
  }
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) find(asked);
})();
