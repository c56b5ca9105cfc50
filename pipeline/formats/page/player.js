"use strict";
// Plays, stops exactly, follows the words. Adds to a page that is complete without it, and reads only what it holds.
const Player = (() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const sound = byId("audio");
  // Returns a text of ours in the language of the page, its {names} filled in.
  const say = (english, values = {}) =>
    (data.words?.[english] ?? english).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  let total = 0;
  const starts = data.deltas.map((delta) => (total += delta) / 100); // of words, in seconds
  const passages = [...document.querySelectorAll(".said")];
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

  // ---- words: a passage gets a span per word only when it is first played or pressed

  const split = (passage) => {
    if (passage.childElementCount) return;
    const parts = document.createDocumentFragment();
    passage.textContent.split(/([ \u200b])/).forEach((text, k) => {
      if (k % 2) return parts.append(text);
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
    if (moved && following) Landing.glide(passage);
  };
  const lightAt = (seconds) => light(lastAtMost(starts, seconds + 0.005));
  const showWord = () => { if (lit) Landing.land(lit); };

  // ---- playing

  let span = null, marked = [];
  const release = () => {
    for (const element of marked) {
      element.classList.remove("playing", "is-playing");
      element.style.removeProperty("--at");
    }
    span = null;
    marked = [];
  };
  const seek = (seconds) => {
    release();
    if (!sound) return;
    sound.currentTime = Math.min(Math.max(seconds, 0), data.duration);
    draw();
  };
  const complain = () => {
    byId("trouble").textContent = location.protocol === "file:"
      ? say("Cannot play: the audio file is not where it was when this page was made.")
      : say("Cannot play: this site does not serve the audio file. If this is your site, run: highlights serve --allow-audio DIR");
    byId("trouble").hidden = false;
  };
  const start = () => {
    if (sound.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) { complain(); return; } // none of its sources was found
    sound.play().catch((error) => { if (error.name !== "AbortError") complain(); });
  };
  const prepare = (wanted, elements = []) => {
    seek(wanted.start);
    span = wanted.end === null ? null : wanted;
    marked = elements;
    for (const element of elements) element.classList.add(element.matches(".quote, .clip") ? "is-playing" : "playing");
  };
  const playSpan = (wanted, elements) => {
    prepare(wanted, elements);
    start();
  };
  let looking = false; // at another place of the bar than the one that is heard
  const look = (event) => {
    const box = byId("seek").getBoundingClientRect();
    const at = data.duration * Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
    looking = true;
    byId("now").textContent = `${clock(at)} · ${(data.sections[lastAtMost(sectionStarts, at)] || ["", 0, ""])[2]}`;
  };
  const lookAway = () => { looking = false; draw(); };
  const toggle = () => (sound.paused ? start() : sound.pause());
  const draw = () => {
    const now = sound.currentTime, section = data.sections[lastAtMost(sectionStarts, now)];
    const x = (data.bars * now) / (data.duration || 1);
    byId("clock").textContent = clock(now);
    byId("seek").value = now;
    byId("seek").setAttribute("aria-valuetext", clock(now));
    byId("done").setAttribute("width", x);
    byId("head").setAttribute("x", x);
    if (section && !looking && byId("now").textContent !== section[2]) byId("now").textContent = section[2];
    if (now > 0) lightAt(now);
    if (span) {
      const share = Math.min((now - span.start) / (span.end - span.start), 1);
      for (const element of marked) element.style.setProperty("--at", share.toFixed(4));
    }
  };
  const check = () => {
    if (!span || sound.currentTime < span.end - EARLY) return;
    const end = span.end;
    sound.pause();
    if (sound.currentTime > end) sound.currentTime = end;
    release();
  };
  const tick = () => {
    check();
    draw();
    if (!sound.paused) requestAnimationFrame(tick);
  };
  const move = (step) => {
    const now = sound.currentTime, at = lastAtMost(sectionStarts, now);
    const restart = step < 0 && now - sectionStarts[at] > 2; // first press: back to the start of this section
    const next = Math.min(Math.max(restart ? at : at + step, 0), sectionStarts.length - 1);
    if (sectionStarts.length) seek(sectionStarts[next]);
  };

  const KEYS = {
    " ": toggle,
    ArrowLeft: () => seek(sound.currentTime - 5),
    ArrowRight: () => seek(sound.currentTime + 5),
    n: () => move(1),
    p: () => move(-1),
  };
  const typed = (event) => {
    const taken = event.target.closest("input, button, summary, select, textarea, [contenteditable]");
    if (taken || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  };
  const pressed = (event) => {
    const passage = event.target.closest(".said");
    if (!passage || !getSelection().isCollapsed) return;
    split(passage);
    const word = document.elementFromPoint(event.clientX, event.clientY)?.closest(".said span");
    if (!word) return;
    const i = Number(passage.dataset.w) + [...passage.children].indexOf(word);
    history.replaceState(null, "", Addresses.of(i));
    seek(starts[i]);
    start();
  };
  const turned = () => {
    document.body.classList.toggle("on-air", !sound.paused);
    byId("play").setAttribute("aria-label", sound.paused ? say("Play") : say("Pause"));
    if (!sound.paused) requestAnimationFrame(tick);
  };
  // ---- the place and the speed stay over a reload; a link to this moment is copied

  const KEY = `episode-highlights:${data.episode}`, SPEED = "episode-highlights:speed", SOON_S = 5;
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* a page that may keep nothing */ } };
  const setSpeed = (rate) => {
    sound.playbackRate = rate;
    byId("speed").textContent = `${rate}×`;
    byId("speed").setAttribute("aria-label", say("Speed, now {rate}×", { rate }));
  };
  const remember = () => {
    const at = Number(kept(KEY)), rate = Number(kept(SPEED));
    if (rate >= 0.5 && rate <= 3) setSpeed(rate);
    if (!location.hash && at > SOON_S && at < data.duration - SOON_S) seek(at);
    addEventListener("pagehide", () => keep(KEY, sound.currentTime.toFixed(1)));
    sound.addEventListener("pause", () => keep(KEY, sound.currentTime.toFixed(1)));
  };
  // A phone shows its own ways to share; elsewhere the text is copied and the button says so.
  const give = async (button, text, url) => {
    const told = { text, url };
    if (matchMedia("(pointer: coarse)").matches && navigator.canShare?.(told)) {
      await navigator.share(told).catch((error) => { if (error.name !== "AbortError") throw error; });
      return;
    }
    await navigator.clipboard.writeText([text, url].filter(Boolean).join("\n"));
    const before = button.textContent;
    button.textContent = say("Copied");
    setTimeout(() => { button.textContent = before; }, 1500);
  };
  const canGive = Boolean(navigator.clipboard);
  const share = () => {
    byId("share").hidden = !canGive;
    byId("share").addEventListener("click", (event) => {
      give(event.target, "", `${location.href.split("#")[0]}#t=${sound.currentTime.toFixed(1)}`);
    });
  };
  // Lock screen, headphones and keyboards: what plays, and its buttons.
  const announce = () => {
    const session = navigator.mediaSession;
    if (!session || !window.MediaMetadata) return;
    session.metadata = new MediaMetadata({ title: data.title, artist: data.show ?? "" });
    const acts = {
      play: start, pause: () => sound.pause(), seekbackward: () => seek(sound.currentTime - 15),
      seekforward: () => seek(sound.currentTime + 15), previoustrack: () => move(-1), nexttrack: () => move(1),
      seekto: (details) => seek(details.seekTime),
    };
    for (const [name, act] of Object.entries(acts)) session.setActionHandler(name, act);
    sound.addEventListener("timeupdate", () => {
      session.setPositionState?.({ duration: data.duration, playbackRate: sound.playbackRate, position: Math.min(sound.currentTime, data.duration) });
    });
  };
  const listen = () => {
    sound.controls = false;
    byId("deck").hidden = false;
    document.body.classList.add("listening");
    byId("play").addEventListener("click", toggle);
    byId("back").addEventListener("click", () => seek(sound.currentTime - 15));
    byId("ahead").addEventListener("click", () => seek(sound.currentTime + 15));
    byId("seek").addEventListener("input", (event) => seek(Number(event.target.value)));
    byId("seek").addEventListener("pointermove", look);
    byId("seek").addEventListener("pointerleave", lookAway);
    byId("speed").addEventListener("click", () => {
      const rates = [1, 1.25, 1.5, 2, 0.75];
      setSpeed(rates[(rates.indexOf(sound.playbackRate) + 1) % rates.length]);
      keep(SPEED, sound.playbackRate);
    });
    share();
    announce();
    remember();
    byId("follow").addEventListener("click", (event) => {
      following = !following;
      event.target.setAttribute("aria-pressed", String(following));
      if (following) showWord();
    });
    for (const name of ["play", "pause"]) sound.addEventListener(name, turned);
    sound.addEventListener("timeupdate", check); // goes on where frames are not drawn: a page in the background
    sound.addEventListener("playing", () => { byId("trouble").hidden = true; });
    sound.addEventListener("seeked", draw);
    sound.lastElementChild.addEventListener("error", complain);
    document.addEventListener("keydown", typed);
    byId("transcript").parentElement.addEventListener("click", pressed);
    draw();
  };
  if (sound) listen();

  return {
    sound, data, starts, passages, byId, spanOf, showWord, split, light, lightAt, seek, prepare, playSpan, toggle, give, canGive, say,
    playing: (element) => marked.includes(element) && !sound.paused,
  };
})();
