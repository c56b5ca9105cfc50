"use strict";
// Brings a place of the page onto the screen, and keeps it there until the page around it has settled.
// Passages that are off the screen are not laid out (content-visibility), so their heights are guessed: what lies below
// them moves as soon as they come near. A jump therefore aims anew in every frame until nothing moves any more.
const Landing = (() => {
  const STILL = 12; // frames without a move: layout follows a scroll by one or two
  const LONGEST = 10_000; // ms; a page whose sound loads slowly is not "complete" for long
  const AIR = 24; // pixels left free above and below
  // Footnotes and transcript are long: they are folded where a script can open them again for whoever comes to a place.
  for (const fold of document.querySelectorAll("details.fold")) fold.open = false;
  let turn = 0; // of the jump that counts; what the reader does ends it

  const height = (id) => document.getElementById(id)?.offsetHeight ?? 0;
  // Returns how far the page must be scrolled for the target to stand where it is read: below the bar of the transcript,
  // above the player. A target has getBoundingClientRect: an element, or words inside a passage.
  const way = (target, block) => {
    const box = target.getBoundingClientRect();
    const barred = !target.closest || target.closest(".transcript");
    const upper = AIR + (barred ? height("find") : 0);
    const lower = innerHeight - AIR - (document.querySelector(".player")?.offsetHeight ?? 0);
    const spare = block === "start" ? 0 : Math.max((lower - upper - box.height) / 2, 0);
    return box.top - upper - spare;
  };
  // Jumps to a target, "center" or "start" of the space in which text is read.
  // Opens whatever a place of the page is folded into.
  const unfold = (element) => {
    for (let fold = element.closest("details:not([open])"); fold; fold = fold.closest("details:not([open])")) fold.open = true;
  };
  const land = (target, block = "center") => {
    if (target.closest) unfold(target);
    const mine = ++turn, end = performance.now() + LONGEST;
    let still = 0;
    const aim = () => {
      if (mine !== turn) return;
      const before = scrollY;
      scrollBy({ top: way(target, block), behavior: "instant" });
      still = Math.abs(scrollY - before) < 1 ? still + 1 : 0;
      const loaded = document.readyState === "complete" && document.fonts.status === "loaded";
      if ((still < STILL || !loaded) && performance.now() < end) requestAnimationFrame(aim);
    };
    aim();
  };
  // Moves on with what is heard: a short way is scrolled, which the eye can follow, a long one is jumped.
  const glide = (target) => {
    const top = way(target, "center"), calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (calm || Math.abs(top) > innerHeight) land(target);
    else scrollBy({ top, behavior: "smooth" });
  };
  const release = () => { turn += 1; };
  for (const name of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(name, release, { capture: true, passive: true });
  }
  return { land, glide, unfold };
})();
