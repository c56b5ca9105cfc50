"use strict";
// Draws the picture of a quote where none lies beside the page, as `highlights publish` draws it.
(() => {
  const WIDTH = 1200, HEIGHT = 630, EDGE = 80, LARGEST = 66, SMALLEST = 26, TEXT_HEIGHT = 360, LINE = 1.3;
  const PAPER = "#fbf8f2", INK = "#1f1c18", SOFT = "#645d53", ACCENT = "#9a3b18";
  const READING = '"Newsreader", Georgia, "Noto Serif", serif', WORKING = '"Figtree", system-ui, "Noto Sans", sans-serif';
  const language = document.documentElement.lang || "en";

  const wrapped = (brush, text, width) => {
    const lines = [""];
    for (const { segment } of new Intl.Segmenter(language, { granularity: "word" }).segment(text)) {
      if (lines.at(-1) && brush.measureText(lines.at(-1) + segment.trimEnd()).width > width && /[\p{L}\p{N}]/u.test(segment)) lines.push("");
      lines[lines.length - 1] += lines.at(-1) ? segment : segment.trimStart();
    }
    return lines.map((line) => line.trim());
  };
  const cut = (brush, text, width) => {
    let kept = text;
    while (kept && brush.measureText(kept === text ? kept : `${kept}…`).width > width) kept = kept.slice(0, -1).trimEnd();
    return kept === text ? kept : `${kept}…`;
  };
  const draw = async ({ text, by, about }) => {
    await Promise.all([document.fonts.load(`500 40px ${READING}`, text), document.fonts.load(`600 30px ${WORKING}`, by + about)]);
    const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
    const brush = canvas.getContext("2d"), right = document.documentElement.dir === "rtl", inside = WIDTH - 2 * EDGE;
    const put = (line, colour, font, y) => {
      brush.font = font;
      brush.fillStyle = colour;
      brush.fillText(cut(brush, line, inside), right ? WIDTH - EDGE : EDGE, y);
    };
    brush.direction = right ? "rtl" : "ltr";
    brush.textAlign = right ? "right" : "left";
    brush.fillStyle = PAPER;
    brush.fillRect(0, 0, WIDTH, HEIGHT);
    brush.fillStyle = ACCENT;
    brush.fillRect(right ? WIDTH - 14 : 0, 0, 14, HEIGHT);
    let size = LARGEST + 2, lines = [];
    do {
      size -= 2;
      brush.font = `500 ${size}px ${READING}`;
      lines = wrapped(brush, text, inside);
    } while (size > SMALLEST && lines.length * size * LINE > TEXT_HEIGHT);
    const most = Math.floor(TEXT_HEIGHT / (size * LINE)), shown = lines.slice(0, most);
    if (lines.length > most) shown[most - 1] += " …";
    shown.forEach((line, k) => put(line, INK, `500 ${size}px ${READING}`, EDGE + size + k * size * LINE));
    put(by, ACCENT, `600 32px ${WORKING}`, HEIGHT - EDGE - 46);
    put(about, SOFT, `500 25px ${WORKING}`, HEIGHT - EDGE);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  };
  const save = async (button) => {
    const name = `${button.dataset.quote}.png`, file = new File([await draw(button.dataset)], name, { type: "image/png" });
    if (matchMedia("(pointer: coarse)").matches && navigator.canShare?.({ files: [file] })) {
      await navigator.share({ files: [file] }).catch((error) => { if (error.name !== "AbortError") throw error; });
      return;
    }
    const address = URL.createObjectURL(file), link = Object.assign(document.createElement("a"), { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  for (const button of document.querySelectorAll(".picture")) {
    button.hidden = !window.Intl?.Segmenter;
    button.addEventListener("click", () => save(button));
  }
})();
