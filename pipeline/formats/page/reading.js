"use strict";
// Footnotes that show and play their words, links into the sound, themes as tabs, addresses, the place in the contents.
(() => {
  const { sound, data, byId, spanOf, showWord, light, lightAt, seek, prepare, playSpan, toggle, give, canGive, playing, starts, say } = Player;
  const all = (selector) => [...document.querySelectorAll(selector)];

  // ---- links into the sound

  const noteOf = (mark) => byId(mark.getAttribute("href").slice(1));
  document.addEventListener("click", (event) => {
    const mark = event.target.closest(".fn");
    const link = mark ? noteOf(mark)?.querySelector(".time") : event.target.closest(".time, .hear");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const span = spanOf(link.getAttribute("href"));
    if (!span) return; // a link to the published episode, or to the list of footnotes
    event.preventDefault();
    if (!mark) history.replaceState(null, "", link.getAttribute("href"));
    if (!sound) { lightAt(span.start); showWord(); return; }
    if (playing(mark || link)) { toggle(); return; }
    const around = mark ? null : link.closest(".quote, .clip");
    const button = around?.querySelector(".hear");
    playSpan(span, [mark || link, button === link ? null : button, around].filter(Boolean));
  });

  // ---- footnotes: a card with the exact words, which may itself be pointed at

  const note = byId("note");
  let leaving = 0, noted = null;
  const hide = () => {
    clearTimeout(leaving);
    note.hidden = true;
    noted?.removeAttribute("aria-describedby");
    noted = null;
  };
  const leave = () => { clearTimeout(leaving); leaving = setTimeout(hide, 120); };
  const explain = (mark) => {
    const item = noteOf(mark);
    if (!item) return;
    clearTimeout(leaving);
    if (noted === mark) return;
    hide();
    noted = mark;
    note.replaceChildren(...[...item.querySelectorAll(".exact, .when")].map((part) => part.cloneNode(true)));
    note.querySelectorAll(".back").forEach((back) => back.remove());
    note.hidden = false;
    mark.setAttribute("aria-describedby", "note");
    const at = mark.getBoundingClientRect(), box = note.getBoundingClientRect();
    const left = Math.min(Math.max(at.left + at.width / 2 - box.width / 2, 16), document.documentElement.clientWidth - box.width - 16);
    const above = at.top - box.height - 6;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(above > 8 ? above : at.bottom + 6) + scrollY}px`;
  };
  const over = (event) => {
    const mark = event.target.closest?.(".fn");
    if (mark) explain(mark);
    else if (event.target.closest?.("#note")) clearTimeout(leaving);
  };
  const out = (event) => { if (event.target.closest?.(".fn, #note")) leave(); };
  document.addEventListener("pointerover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("pointerout", out);
  document.addEventListener("focusout", out);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  // ---- quotes to take along

  // From a disk or this machine's own site a link leads nobody here: the publisher's is given, where there is one.
  const nobodys = location.protocol === "file:" || ["localhost", "127.0.0.1"].includes(location.hostname);
  for (const button of all(".copy")) {
    const { copy, quote: id, away } = button.dataset, own = data.pages?.includes(id)
      ? new URL(`q/${id}.html`, location.href).href : `${location.href.split("#")[0]}#${id}`;
    button.hidden = !canGive;
    button.addEventListener("click", () => give(button, copy, nobodys && away ? away : own));
  }

  // ---- themes as tabs

  const themes = byId("themes");
  const tabs = themes ? [...themes.children] : [];
  const choose = (id) => {
    for (const tab of tabs) {
      const chosen = tab.dataset.theme === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) byId("panel").setAttribute("aria-labelledby", tab.id);
    }
    for (const section of all(".section")) section.hidden = Boolean(id) && section.dataset.theme !== id;
  };
  if (themes) {
    themes.hidden = false;
    byId("panel").setAttribute("role", "tabpanel");
    choose("");
    themes.addEventListener("click", (event) => {
      const tab = event.target.closest("button");
      if (!tab) return;
      choose(tab.dataset.theme);
      history.replaceState(null, "", tab.dataset.theme ? `#${tab.id}` : "#highlights");
    });
    themes.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
  }

  // ---- addresses: #t=12.3,45.6 · #w123.k3dq07 a word · #t7k3d, #q4f2a …: what has an id, or had one

  const arriveAt = (target) => {
    if (tabs.includes(target)) { choose(target.dataset.theme); Landing.land(byId("highlights"), "start"); return; }
    if (target.closest(".section[hidden]")) choose("");
    if (target.matches("h2")) target.parentElement.querySelectorAll(":scope > .fold").forEach((fold) => { fold.open = true; });
    Landing.land(target, "start");
    const time = target.matches(".section, .quote, .question, .clip") && target.querySelector(".time");
    const place = time && spanOf(time.getAttribute("href"));
    if (sound && place && sound.paused) seek(place.start);
  };
  // An old link: goes to what stands there now, or to where it was, and says what became of it.
  const tellOf = (id) => {
    const [now, why, start] = data.gone[id], target = now && byId(now);
    byId("moved").textContent = [
      say("This link is from an earlier version of this page ({id}): {why}.", { id, why }),
      target ? say("Below is what stands in its place.") : say("Below is where it was."),
    ].join(" ");
    byId("moved").hidden = false;
    if (target) { history.replaceState(null, "", `#${now}`); arriveAt(target); return; }
    lightAt(start);
    showWord();
  };
  const arrive = () => {
    const span = spanOf(location.hash), word = Addresses.at(location.hash);
    if (span) {
      if (sound) prepare(span);
      lightAt(span.start);
      showWord();
    } else if (word) {
      seek(starts[word.i]);
      light(word.i);
      showWord();
      if (!word.found) {
        byId("moved").textContent = [
          say("The words of this link are not in the transcript any more."), say("Below is where it was."),
        ].join(" ");
        byId("moved").hidden = false;
      }
    } else if (location.hash.length > 1) {
      const id = decodeURIComponent(location.hash.slice(1)), target = byId(id);
      if (target) arriveAt(target);
      else if (Object.hasOwn(data.gone, id)) tellOf(id);
    }
  };
  addEventListener("hashchange", arrive);
  document.addEventListener("click", (event) => { // a link to where the address points already changes no address
    const link = event.target.closest("a");
    if (link && !event.defaultPrevented && link.getAttribute("href") === location.hash) setTimeout(arrive);
  });
  const asked = /^\d+/.exec(new URLSearchParams(location.search).get("t") || ""); // ?t=1-Deep+Learning, as others write it
  if (asked && tabs[Number(asked[0])]) choose(tabs[Number(asked[0])].dataset.theme);

  // ---- a cover that is not beside the page any more gives way to the one drawn from the sound

  const cover = byId("cover");
  const draw = () => { cover.nextElementSibling.removeAttribute("hidden"); cover.remove(); };
  if (cover?.complete && !cover.naturalWidth) draw();
  else cover?.addEventListener("error", draw);

  // ---- where the reader is

  const contents = document.querySelector(".contents details");
  const links = new Map(all(".contents a").map((link) => [link.getAttribute("href"), link]));
  let current = null;
  const reading = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      const link = isIntersecting && links.get(`#${target.id || target.getAttribute("aria-labelledby")}`);
      if (!link || link === current) continue;
      current?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      current = link;
    }
  }, { rootMargin: "-20% 0px -75%" }); // a band near the top, where the eyes are
  all(".section, main > section:not(.highlights)").forEach((element) => reading.observe(element));
  if (matchMedia("(max-width: 67.99rem)").matches) contents.open = false;

  arrive();
})();
