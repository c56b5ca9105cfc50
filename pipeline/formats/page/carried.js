"use strict";
// Goes on with what was playing when the reader went to another page of this site, in a bar at the foot of the page.
(() => {
  const KEY = "episode-highlights:playing", SOON_MS = 30000; // later it waits to be asked
  const own = document.getElementById("audio"), bar = document.getElementById("carried");
  const [button, title, clock] = bar.children, sound = new Audio();
  const about = own && { page: location.pathname, title: JSON.parse(document.getElementById("data").textContent).title };
  let carried = null;

  const store = (work) => { try { return work(sessionStorage); } catch { return null; } }; // a page that may keep nothing
  const timeOf = (seconds) => new Date(seconds * 1000).toISOString().slice(seconds < 3600 ? 14 : 11, 19).replace(/^0+(?=\d)/, "");
  const draw = () => {
    clock.textContent = timeOf(sound.currentTime || carried.at);
    title.hash = `t=${(sound.currentTime || carried.at).toFixed(1)}`;
  };
  const turned = () => {
    button.setAttribute("aria-label", sound.paused ? button.dataset.play : button.dataset.pause);
    button.classList.toggle("playing", !sound.paused);
  };
  const isAddress = (text) => URL.canParse(text) && ["http:", "https:", "file:"].includes(new URL(text).protocol);

  const leave = () => {
    const heard = own && !own.paused ? { ...about, src: own.currentSrc, at: own.currentTime, rate: own.playbackRate }
      : carried && { ...carried, at: sound.currentTime || carried.at, waits: sound.paused };
    store((kept) => (heard ? kept.setItem(KEY, JSON.stringify({ ...heard, left: Date.now() })) : kept.removeItem(KEY)));
  };
  const take = () => {
    const found = store((kept) => JSON.parse(kept.getItem(KEY) ?? "null"));
    if (!found || !isAddress(found.src) || !(found.at >= 0)) return;
    const goes = !found.waits && Date.now() - found.left < SOON_MS;
    if (own && found.page === location.pathname) { // back on its own page, whose player has the place
      if (goes && !location.hash) own.play().catch(() => {});
      return;
    }
    carried = found;
    title.textContent = found.title;
    title.href = new URL(found.page, location.href);
    sound.src = found.src;
    sound.currentTime = found.at;
    sound.playbackRate = found.rate;
    bar.hidden = false;
    turned();
    draw();
    if (goes) sound.play().catch(() => {}); // a browser that wants to be asked: the button is there
  };
  const drop = () => { carried = null; bar.hidden = true; };
  sound.addEventListener("play", turned);
  sound.addEventListener("pause", turned);
  sound.addEventListener("timeupdate", () => { if (carried) draw(); });
  sound.addEventListener("ended", drop);
  sound.addEventListener("error", drop); // a page from which that sound cannot be reached
  button.addEventListener("click", () => { if (sound.paused) sound.play().catch(drop); else sound.pause(); });
  document.addEventListener("play", () => sound.pause(), true); // something else is heard now
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) take(); });
  take();
})();
