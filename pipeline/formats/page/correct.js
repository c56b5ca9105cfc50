"use strict";
// Corrects the page from the page: names, words, titles, boundaries, and what is quoted. Only `highlights serve` adds it.
(() => {
  const { byId, passages, split, say } = Player;
  const asked = JSON.parse(byId("correcting").textContent); // episode, revision and token
  const clock = (seconds) => {
    const s = Math.max(0, seconds), h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60;
    return `${h}:${String(m).padStart(2, "0")}:${(s % 60).toFixed(2).padStart(5, "0")}`;
  };
  const make = (tag, about = {}, ...inside) => {
    const element = Object.assign(document.createElement(tag), about);
    element.append(...inside);
    return element;
  };

  // ---- the mode

  const mode = make("button", { className: "correct-mode", type: "button", textContent: say("Correct this page") });
  mode.setAttribute("aria-pressed", "false");
  document.body.append(mode);
  const on = () => document.body.classList.contains("correcting");
  mode.addEventListener("click", () => {
    document.body.classList.toggle("correcting");
    mode.setAttribute("aria-pressed", String(on()));
    sessionStorage.setItem("correcting", on() ? "1" : "");
    if (on() && passages.length) Landing.unfold(passages[0]);
  });
  if (sessionStorage.getItem("correcting")) mode.click();

  // ---- the dialog: what is corrected, what is right, and what came of it

  const dialog = make("dialog", { className: "correction" });
  document.body.append(dialog);
  const send = async (wish) => {
    const answer = await fetch("/api/correct", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Correction-Token": asked.token },
      body: JSON.stringify({ episode: asked.episode, revision: asked.revision, ...wish }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    sessionStorage.setItem("corrected", told.state === "conflict" ? say("Kept, but not applied: {why}.", { why: say(told.why) }) : say("Corrected."));
    location.reload();
  };
  // Asks for a value; each answer is [label, (value, everywhere) → what is asked of the server].
  const ask = ({ title, about = "", value = null, everywhere = "", answers }) => {
    const field = value === null ? null : make("input", { type: "text", value, autocomplete: "off", spellcheck: true });
    const box = everywhere ? make("input", { type: "checkbox" }) : null;
    const wrong = make("p", { className: "wrong", hidden: true });
    wrong.setAttribute("role", "alert");
    const buttons = answers.map(([label, wish], k) => {
      const button = make("button", { type: "button", textContent: label, className: k ? "" : "main" });
      button.addEventListener("click", async () => {
        for (const one of buttons) one.disabled = true;
        button.textContent = say("Working …");
        try {
          await send(wish(field ? field.value.trim() : "", Boolean(box?.checked)));
        } catch (error) {
          wrong.textContent = error.message;
          wrong.hidden = false;
          button.textContent = label;
          for (const one of buttons) one.disabled = false;
        }
      });
      return button;
    });
    const close = make("button", { type: "button", textContent: say("Cancel") });
    close.addEventListener("click", () => dialog.close());
    const head = make("h2", { textContent: title, id: "correction-title" });
    dialog.setAttribute("aria-labelledby", head.id);
    dialog.replaceChildren(
      head, ...(about ? [make("p", { textContent: about })] : []),
      ...(field ? [make("label", {}, say("What is right"), field)] : []),
      ...(box ? [make("label", {}, box, ` ${everywhere}`)] : []),
      wrong, make("p", { className: "answers" }, ...buttons, close),
    );
    if (field) field.addEventListener("keydown", (event) => { if (event.key === "Enter") buttons[0].click(); });
    dialog.showModal();
    (field || buttons[0] || close).focus();
    field?.select();
  };

  // ---- sections, quotes, clips and questions

  const fix = (place, label, open) => {
    const button = make("button", { type: "button", className: "fix", textContent: label });
    button.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); open(); });
    place.append(button);
  };
  const textOf = (element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join("").trim();
  for (const heading of document.querySelectorAll(".section > h3, .transcript > h3")) {
    const id = heading.parentElement.matches(".section") ? heading.parentElement.id : heading.id.replace(/^said-/, "");
    fix(heading, say("Title"), () => ask({
      title: say("Title of this section"), value: textOf(heading),
      answers: [[say("Save"), (value) => ({ op: "title", target: id, value })]],
    }));
    fix(heading, say("Section"), () => ask({
      title: say("Section: {title}", { title: textOf(heading) }), about: say("To move its start, select a word in the transcript."),
      answers: [
        [say("Join with the one before"), () => ({ op: "join", target: id })],
        [say("Mark as advertising"), () => ({ op: "sponsor", target: id })],
        [say("Mark as talk"), () => ({ op: "talk", target: id })],
      ],
    }));
  }
  const kinds = [
    [".quote", "quote", say("This quote")], [".clip", "clip", say("This clip")], [".question", "question", say("This question")],
  ];
  for (const [selector, what, title] of kinds) {
    for (const item of document.querySelectorAll(`${selector}[id]`)) {
      fix(item.querySelector(".tools, .title, h3"), say("Keep or remove"), () => ask({
        title, about: say("“Always show” pins it. “Never show” bans its words here."),
        answers: [
          [say("Always show"), () => ({ op: "pin", target: item.id, kind: what })],
          [say("Never show"), () => ({ op: "ban", target: item.id, kind: what })],
        ],
      }));
    }
  }
  for (const item of document.querySelectorAll(".people > li")) {
    const name = item.querySelector("b").textContent;
    fix(item, say("Name"), () => ask({
      title: say("Name of {name}", { name }), about: say("Corrected wherever it stands: at the speaker, in the list, and in the words."),
      value: name, answers: [[say("Save"), (value) => ({ op: "name", target: name, value })]],
    }));
  }

  // ---- words of the transcript, and who says them

  const speakers = [...document.querySelectorAll(".people > li > b")].map((person) => person.textContent);
  for (const passage of passages) {
    const first = Number(passage.dataset.w), count = passage.textContent.split(/[ \u200b]/).length;
    const known = passage.parentElement.querySelector(".voice"), voice = known || make("p", { className: "voice" });
    if (!known) passage.parentElement.prepend(voice);
    const who = voice.querySelector(".who:not(.nobody)")?.textContent || "";
    const label = voice.querySelector(".label")?.textContent || who;
    fix(voice, say("Speaker"), () => ask({
      title: say("Who speaks here?"), about: speakers.length ? say("People: {names}.", { names: speakers.join(", ") }) : "", value: label.startsWith("S") ? "" : label,
      everywhere: label ? say("Wherever {name} speaks", { name: label }) : "",
      answers: [[say("Save"), (value, everywhere) => ({ op: "speaker", target: everywhere ? label : `w${first}-w${first + count - 1}`, value })]],
    }));
  }
  document.addEventListener("click", (event) => {
    const passage = on() ? event.target.closest(".said") : null;
    if (!passage || !getSelection().isCollapsed) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    split(passage);
    const word = document.elementFromPoint(event.clientX, event.clientY)?.closest(".said span");
    if (!word) return;
    const i = Number(passage.dataset.w) + [...passage.children].indexOf(word);
    const bare = word.textContent.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
    const section = Player.data.sections.filter((one) => one[1] <= Player.starts[i] + 0.01).at(-1);
    const later = Player.data.sections.find((one) => one[1] > Player.starts[i] + 0.01);
    ask({
      title: say("“{word}” at {time}", { word: bare, time: clock(Player.starts[i]) }), value: bare, everywhere: say("Wherever it is said in this episode"),
      answers: [
        [say("Correct the word"), (value, everywhere) => (everywhere
          ? { op: "word", target: bare, value, scope: "episode" } : { op: "word", target: `w${i}`, value })],
        [say("Start a section here"), () => ({ op: "split", target: `w${i}` })],
        ...(section && section[1] > 0 ? [[say("Start “{title}” here", { title: section[2] }), () => ({ op: "move", target: section[0], value: `w${i}` })]] : []),
        ...(later ? [[say("Start “{title}” here", { title: later[2] }), () => ({ op: "move", target: later[0], value: `w${i}` })]] : []),
      ],
    });
  }, true);

  // ---- what the last correction came to

  const corrected = sessionStorage.getItem("corrected");
  if (corrected) {
    sessionStorage.removeItem("corrected");
    byId("moved").textContent = corrected;
    byId("moved").hidden = false;
  }
})();
