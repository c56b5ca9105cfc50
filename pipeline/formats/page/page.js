"use strict";
// Adds to a page that is complete without it: exact spans, following words, tabs, keys. Reads only what the page holds.
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const data = JSON.parse(byId("data").textContent);
  const audio = byId("audio");
  let total = 0;
  const starts = data.deltas.map((delta) => (total += delta) / 100); // of words, in seconds
  const passages = all(".said");
  const firsts = passages.map((passage) => Number(passage.dataset.w));
  const sectionStarts = data.sections.map((section) => section[1]);
  const EARLY = 0.012; // seconds: a frame is 16 ms, so a stop is noticed at most this much too soon or 4 ms too late

  // Returns the place of the last item <= value in an ascending list, at least 0.
  const lastAtMost = (list, value) => {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= value) low = middle + 1; else high = middle;
    }
    return Math.max(low - 1, 0);
  };
  const clock = (seconds) => {
    const s = Math.floor(seconds), tail = String(s % 60).padStart(2, "0"), m = Math.floor(s / 60);
    return m < 60 ? `${m}:${tail}` : `${Math.floor(m / 60)}:${String(m % 60).padStart(2, "0")}:${tail}`;
  };
  const spanOf = (hash) => {
    const match = /^#t=(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?$/.exec(hash);
    return match && { start: Number(match[1]), end: match[2] ? Number(match[2]) : null };
  };
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = (element) => element.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });

  // ---- words: a passage gets a span per word only when it is first played or pressed

  const split = (passage) => {
    if (passage.childElementCount) return;
    const parts = document.createDocumentFragment();
    passage.textContent.split(" ").forEach((text, k) => {
      if (k) parts.append(" ");
      const word = document.createElement("span");
      word.textContent = text;
      parts.append(word);
    });
    passage.replaceChildren(parts);
  };
  let lit = null, litAt = -1, following = false;
  const light = (i) => {
    if (i === litAt || !passages.length) return;
    litAt = i;
    const place = lastAtMost(firsts, i), passage = passages[place];
    split(passage);
    if (lit) lit.classList.remove("on");
    const moved = !lit || lit.parentElement !== passage;
    lit = passage.children[i - firsts[place]] || null;
    if (lit) lit.classList.add("on");
    if (moved && following) show(passage);
  };
  const lightAt = (seconds) => light(lastAtMost(starts, seconds + 0.005));

  // ---- playing

  let stopAt = null, source = null;
  const release = () => {
    if (source) source.forEach((element) => element.classList.remove("playing", "is-playing"));
    stopAt = source = null;
  };
  const seek = (seconds) => {
    release();
    audio.currentTime = Math.min(Math.max(seconds, 0), data.duration);
    draw();
  };
  const complain = () => {
    byId("trouble").textContent = "The sound could not be played: the audio file is not beside this page.";
    byId("trouble").hidden = false;
  };
  const start = () => audio.play().catch((error) => { if (error.name !== "AbortError") complain(); });
  const playSpan = (span, marks) => {
    seek(span.start);
    stopAt = span.end;
    source = marks;
    marks.forEach((element) => element.classList.add(element.matches(".quote") ? "is-playing" : "playing"));
    start();
  };
  const draw = () => {
    const now = audio.currentTime, section = data.sections[lastAtMost(sectionStarts, now)];
    byId("clock").textContent = clock(now);
    byId("seek").value = now;
    byId("seek").setAttribute("aria-valuetext", clock(now));
    byId("done").setAttribute("width", (1000 * now) / (data.duration || 1));
    if (section && byId("now").textContent !== section[2]) byId("now").textContent = section[2];
    if (now > 0) lightAt(now);
  };
  const check = () => {
    if (stopAt === null || audio.currentTime < stopAt - EARLY) return;
    const end = stopAt;
    audio.pause();
    if (audio.currentTime > end) audio.currentTime = end;
    release();
  };
  const tick = () => {
    check();
    draw();
    if (!audio.paused) requestAnimationFrame(tick);
  };
  const move = (step) => {
    const now = audio.currentTime, at = lastAtMost(sectionStarts, now);
    const restart = step < 0 && now - sectionStarts[at] > 2; // first press: back to the start of this section
    const next = Math.min(Math.max(restart ? at : at + step, 0), sectionStarts.length - 1);
    if (sectionStarts.length) seek(sectionStarts[next]);
  };

  const KEYS = {
    " ": () => (audio.paused ? start() : audio.pause()),
    ArrowLeft: () => seek(audio.currentTime - 5),
    ArrowRight: () => seek(audio.currentTime + 5),
    n: () => move(1),
    p: () => move(-1),
  };
  const listen = () => {
    audio.controls = false;
    byId("deck").hidden = false;
    byId("follow").hidden = false;
    document.body.classList.add("listening");
    byId("play").addEventListener("click", KEYS[" "]);
    byId("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
    byId("speed").addEventListener("click", (event) => {
      const rates = [1, 1.25, 1.5, 2, 0.75];
      audio.playbackRate = rates[(rates.indexOf(audio.playbackRate) + 1) % rates.length];
      event.target.textContent = `${audio.playbackRate}×`;
      event.target.setAttribute("aria-label", `Speed, now ${audio.playbackRate}×`);
    });
    byId("follow").addEventListener("click", (event) => {
      following = !following;
      event.target.setAttribute("aria-pressed", String(following));
      if (following && lit) show(lit.parentElement);
    });
    for (const name of ["play", "pause"]) {
      audio.addEventListener(name, () => {
        document.body.classList.toggle("on-air", !audio.paused);
        byId("play").setAttribute("aria-label", audio.paused ? "Play" : "Pause");
        if (!audio.paused) { byId("trouble").hidden = true; requestAnimationFrame(tick); }
      });
    }
    audio.addEventListener("timeupdate", check); // goes on where frames are not drawn: a page in the background
    audio.addEventListener("seeked", draw);
    audio.lastElementChild.addEventListener("error", complain);
    document.addEventListener("keydown", (event) => {
      const taken = event.target.closest("input, button, summary, select, textarea, [contenteditable]");
      if (taken || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
      event.preventDefault();
      KEYS[event.key]();
    });
    byId("transcript").parentElement.addEventListener("click", (event) => {
      const passage = event.target.closest(".said");
      if (!passage || !getSelection().isCollapsed) return;
      split(passage);
      const word = document.elementFromPoint(event.clientX, event.clientY)?.closest(".said span");
      if (!word) return;
      seek(starts[Number(passage.dataset.w) + [...passage.children].indexOf(word)]);
      start();
    });
    draw();
  };

  // ---- links into the sound, and footnotes

  const noteOf = (mark) => byId(mark.getAttribute("href").slice(1));
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".fn"), link = mark ? noteOf(mark)?.querySelector(".time") : event.target.closest(".time");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const span = spanOf(link.getAttribute("href"));
    if (!span) return; // a link to the published episode, or to the list of footnotes
    event.preventDefault();
    if (!mark) history.replaceState(null, "", link.getAttribute("href"));
    if (audio) playSpan(span, [mark || link, mark ? null : link.closest(".quote")].filter(Boolean));
    else { lightAt(span.start); if (lit) show(lit.parentElement); }
  });
  const note = byId("note");
  const hide = () => { note.hidden = true; };
  const explain = (event) => {
    const mark = event.target.closest?.(".fn"), item = mark && noteOf(mark);
    if (!item) return;
    note.replaceChildren(...[...item.querySelectorAll(".exact, .when")].map((part) => part.cloneNode(true)));
    note.querySelectorAll(".back").forEach((back) => back.remove());
    note.hidden = false;
    mark.setAttribute("aria-describedby", "note");
    const at = mark.getBoundingClientRect(), box = note.getBoundingClientRect();
    const left = Math.min(Math.max(at.left + at.width / 2 - box.width / 2, 16), document.documentElement.clientWidth - box.width - 16);
    const above = at.top - box.height - 10;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(above > 8 ? above : at.bottom + 10) + scrollY}px`;
  };
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, explain);
  for (const name of ["pointerout", "focusout"]) document.addEventListener(name, (event) => { if (event.target.closest?.(".fn")) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // ---- themes and addresses

  const themes = byId("themes");
  const choose = (id) => {
    if (!themes) return;
    for (const button of themes.children) button.setAttribute("aria-pressed", String(button.dataset.theme === id));
    for (const section of all(".section")) section.hidden = Boolean(id) && section.dataset.theme !== id;
  };
  if (themes) {
    themes.hidden = false;
    themes.addEventListener("click", (event) => { const button = event.target.closest("button"); if (button) choose(button.dataset.theme); });
  }
  const arrive = () => {
    const span = spanOf(location.hash);
    if (span) {
      if (audio) { seek(span.start); stopAt = span.end; } else lightAt(span.start);
      if (lit) show(lit.parentElement);
      return;
    }
    const target = location.hash.length > 1 && byId(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest(".section[hidden]")) choose("");
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.scrollIntoView();
    const time = target.matches(".section, .quote, .question, .clips li") && target.querySelector(".time");
    const place = time && spanOf(time.getAttribute("href"));
    if (audio && place && audio.paused) seek(place.start);
  };
  addEventListener("hashchange", arrive);
  const reading = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      const here = `#${target.id || target.getAttribute("aria-labelledby")}`;
      for (const link of all(".contents a")) {
        if (link.getAttribute("href") === here) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-20% 0px -75%" }); // a band near the top, where the eyes are
  all(".section, main > section:not(.highlights)").forEach((element) => reading.observe(element));
  const contents = document.querySelector(".contents details");
  if (matchMedia("(max-width: 67.99rem)").matches) contents.open = false;

  if (audio) listen();
  arrive();
})();
