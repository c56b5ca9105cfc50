"use strict";
// Plays a quote out of the clip that holds it, on a page that has clips and not the whole sound.
(() => {
  const PART = /^(clips\/[^#]+)#t=(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)$/;
  const EARLY = 0.012; // seconds, as player.js has it
  if (Player.sound) return;
  const sound = new Audio(), others = [...document.querySelectorAll("audio")];
  let button = null, end = 0;

  const show = () => {
    button?.classList.toggle("playing", !sound.paused);
    button?.closest(".quote")?.classList.toggle("is-playing", !sound.paused);
  };
  const stop = () => { sound.pause(); show(); };
  const tick = () => {
    if (sound.currentTime >= end - EARLY) { stop(); button = null; return; }
    if (!sound.paused) requestAnimationFrame(tick);
  };
  const known = () => new Promise((resolve, reject) => {
    sound.addEventListener("loadedmetadata", resolve, { once: true });
    sound.addEventListener("error", () => reject(sound.error), { once: true });
    sound.load();
  });
  const play = async (link, [, file, from, to]) => {
    stop();
    others.forEach((other) => other.pause());
    button = link;
    end = Number(to);
    try {
      sound.src = file;
      await known();
      if (!sound.seekable.length || sound.seekable.end(0) < from) { // a host that sends no parts of files: take it whole
        sound.src = URL.createObjectURL(await (await fetch(file)).blob());
        await known();
      }
      if (link !== button) return; // another one was wanted meanwhile
      sound.currentTime = Number(from);
      await sound.play();
    } catch (error) {
      if (link !== button || error?.name === "AbortError") return; // another one was wanted meanwhile
      button = null;
      location.href = link.href; // what the link itself leads to: the browser's own player, or its own message
    }
    show();
    tick();
  };
  sound.addEventListener("pause", show);
  sound.addEventListener("play", show);
  sound.addEventListener("timeupdate", tick); // goes on where frames are not drawn: a page in the background
  others.forEach((other) => other.addEventListener("play", stop));
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".hear"), part = link && PART.exec(link.getAttribute("href"));
    if (!part || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link !== button) { play(link, part); return; }
    if (sound.paused) sound.play(); else stop();
  });
})();
