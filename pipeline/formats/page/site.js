"use strict";
// Searches every word that was said, from files that are fetched as they are needed, and filters the list of episodes.
const Search = (() => {
  const listing = JSON.parse(document.getElementById("listing").textContent);
  const shards = new Set(listing.shards);
  const MOST_EPISODES = 6, MOST_MOMENTS = 3, MOST_PLACES = 400, WINDOW = 30, BEFORE = 10, AFTER = 26; // the last three in words
  const K = 1.2, B = 0.75; // BM25 as Robertson and Zaragoza (2009) give it
  const lengths = listing.episodes.map((episode) => episode[2]);
  const usual = lengths.reduce((a, b) => a + b, 0) / (lengths.length || 1);

  // ---- files: each is a script that calls `take`, because a page on a disk may load scripts and nothing else

  const files = new Map(), waiting = new Map();
  const take = (key, value) => waiting.get(key)?.(value);
  const load = (key) => {
    if (!files.has(key)) {
      files.set(key, new Promise((resolve) => {
        waiting.set(key, resolve);
        const script = document.createElement("script");
        script.src = `search/${key.split("/").map(encodeURIComponent).join("/")}.js`;
        script.addEventListener("error", () => { files.delete(key); resolve(null); });
        script.addEventListener("load", () => script.remove());
        document.head.append(script);
      }));
    }
    return files.get(key);
  };

  // ---- words, folded as search_words in pipeline/language/words.py folds them

  const singular = (word) => (word.length > 3 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word);
  const fold = (text) => text.toLowerCase().replaceAll("’", "'").normalize("NFKD").replace(/\p{M}/gu, "")
    .replace(/'s(?![\p{L}\p{N}_])/gu, "").replaceAll("'", "").split(/[^\p{L}\p{N}]+/u).filter(Boolean).map(singular);
  const shardOf = (term) => (/^[a-z0-9]{2}/.test(term) ? term.slice(0, 2) : "__");

  // ---- episodes: BM25 over the word files; what is typed last may be the beginning of a word

  // A word file is text, "\nword 0:9 4" a word: in episode 0 nine times, in episode 4 once. Returns the lines of one word
  // or of all that begin with it, which stand together.
  const lines = (text, start) => {
    const found = [];
    for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
      const end = text.indexOf("\n", at + 1), line = text.slice(at + 1, end < 0 ? undefined : end);
      found.push(line.slice(line.indexOf(" ") + 1));
    }
    return found;
  };
  const postings = async (term, open) => {
    const shard = shardOf(term), text = shards.has(shard) ? (await load(`t/${shard}`)) ?? "" : "";
    const own = lines(text, `\n${term} `), common = own.length && own[0].split(" ").length > lengths.length / 2;
    const found = new Map(), begins = open && !common; // in more than half of the episodes: it is whole, "the" is not "they"
    for (const line of begins ? lines(text, `\n${term}`) : own) {
      for (const pair of line.split(" ")) {
        const [n, count = 1] = pair.split(":").map(Number);
        found.set(n, (found.get(n) ?? 0) + count);
      }
    }
    return { found, open: begins };
  };
  const ranked = async (terms) => {
    const answers = await Promise.all(terms.map((term, k) => postings(term, k === terms.length - 1 && term.length > 1)));
    const lists = answers.map((answer) => answer.found);
    const scores = new Map();
    for (const list of lists) {
      const rare = Math.log(1 + (lengths.length - list.size + 0.5) / (list.size + 0.5));
      for (const [n, count] of list) {
        const score = (rare * count * (K + 1)) / (count + K * (1 - B + (B * lengths[n]) / usual));
        const [before, matched] = scores.get(n) ?? [0, 0];
        scores.set(n, [before + score, matched + 1]);
      }
    }
    const all = [...scores].filter(([, [, matched]]) => matched === lists.length);
    const best = (all.length ? all : [...scores]).sort((a, b) => b[1][1] - a[1][1] || b[1][0] - a[1][0]);
    return { best, open: answers.at(-1).open };
  };

  // ---- moments: the passages of an episode in which the words stand closest together

  // Returns [word number, term number] of every place, in order. The text is searched as it stands; only what contains
  // a term is folded, because an episode has twenty thousand words.
  const places = (text, words, terms, open) => {
    let low = text.toLowerCase().replace(/['’]/g, "");
    if (/[^\x00-\x7f\u00a0\u2000-\u206f]/.test(low)) low = low.normalize("NFD").replace(/\p{M}/gu, ""); // beyond dashes and quotes
    const ends = new Uint32Array(words.length);
    for (let at = low.indexOf(" "), n = 0; at >= 0; at = low.indexOf(" ", at + 1)) ends[n++] = at;
    ends[words.length - 1] = low.length;
    const wordAt = (place) => {
      let a = 0, b = ends.length;
      while (a < b) { const middle = (a + b) >> 1; if (ends[middle] < place) a = middle + 1; else b = middle; }
      return a;
    };
    const found = [], known = new Map();
    const tokensOf = (word) => { // the same word is folded once
      if (!known.has(word)) known.set(word, fold(word));
      return known.get(word);
    };
    terms.forEach((term, k) => {
      const begins = open && k === terms.length - 1;
      for (let at = low.indexOf(term), n = 0, last = -1; at >= 0 && n < MOST_PLACES; at = low.indexOf(term, at + 1)) {
        const i = wordAt(at);
        if (i === last || !tokensOf(words[i]).some((token) => token === term || (begins && token.startsWith(term)))) continue;
        found.push([i, k]);
        last = i;
        n += 1;
      }
    });
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  };
  const moments = (episode, terms, open) => {
    const words = episode.text.split(" "), found = places(episode.text, words, terms, open), windows = [];
    found.forEach(([first], at) => {
      const seen = new Set(), inside = [];
      for (let k = at; k < found.length && found[k][0] < first + WINDOW; k += 1) { seen.add(found[k][1]); inside.push(found[k]); }
      const inOrder = inside.filter(([i, k], n) => n && i === inside[n - 1][0] + 1 && k === inside[n - 1][1] + 1).length;
      const quoted = episode.quotes.some(([a, b]) => a <= first && first < b);
      windows.push({ first, quoted, marked: new Set(inside.map(([i]) => i)), score: 10 * seen.size + 5 * inOrder + (quoted ? 3 : 0) + 0.1 * inside.length });
    });
    windows.sort((a, b) => b.score - a.score || a.first - b.first);
    const kept = [];
    for (const one of windows) {
      if (kept.length === MOST_MOMENTS) break;
      if (kept.every((other) => Math.abs(other.first - one.first) > WINDOW)) kept.push(one);
    }
    return { words, kept: kept.sort((a, b) => a.first - b.first) };
  };

  // ---- showing

  const clock = (seconds) => {
    const s = Math.floor(seconds), tail = String(s % 60).padStart(2, "0"), m = Math.floor(s / 60);
    return m < 60 ? `${m}:${tail}` : `${Math.floor(m / 60)}:${String(m % 60).padStart(2, "0")}:${tail}`;
  };
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const lastBefore = (list, i) => list.reduce((best, item) => (item[0] <= i ? item : best), list[0] ?? [0, ""])[1];
  const shown = (n, episode, terms, open) => {
    const [id, title] = listing.episodes[n], page = `../${encodeURIComponent(id)}/page.html`;
    const { words, kept } = moments(episode, terms, open);
    let total = 0;
    const starts = episode.deltas.map((delta) => (total += delta));
    const rows = kept.map(({ first, quoted, marked }) => {
      const from = Math.max(first - BEFORE, 0), to = Math.min(first + AFTER, words.length), said = make("span");
      said.append(from ? "… " : "");
      for (let i = from; i < to; i += 1) said.append(marked.has(i) ? make("mark", {}, words[i]) : words[i], " ");
      said.append(to < words.length ? "…" : "");
      const about = [lastBefore(episode.turns, first), lastBefore(episode.sections, first), quoted ? "quoted" : ""];
      said.append(make("i", {}, about.filter(Boolean).join(" · ")));
      return make("a", { class: "moment", href: `${page}#w${first}` }, make("span", { class: "clock" }, clock(starts[first] / 100)), said);
    });
    return make("article", { class: "hit" }, make("h2", {}, make("a", { href: page }, title)), ...rows);
  };

  let turn = 0;
  const search = async (text, results, told) => {
    const mine = ++turn, began = performance.now(), terms = [...new Set(fold(text))];
    const clear = () => { results.replaceChildren(); results.hidden = true; told.textContent = ""; };
    if (!terms.length || (terms.length === 1 && terms[0].length < 2)) { clear(); return; }
    const { best, open } = await ranked(terms);
    const top = best.slice(0, MOST_EPISODES);
    const loaded = await Promise.all(top.map(([n]) => load(`e/${listing.episodes[n][0]}`)));
    if (mine !== turn) return; // something else was typed meanwhile
    results.replaceChildren(...top.map(([n], k) => loaded[k] && shown(n, loaded[k], terms, open)).filter(Boolean));
    results.hidden = !top.length;
    const took = performance.now() - began;
    told.dataset.ms = took.toFixed(1);
    told.textContent = best.length ? `${best.length} ${best.length === 1 ? "episode" : "episodes"}, ${took.toFixed(0)} ms` : "No matches.";
  };
  return { take, search };
})();

(() => {
  const byId = (id) => document.getElementById(id);
  const query = byId("query"), asked = new URLSearchParams(location.search);
  const look = () => Search.search(query.value, byId("results"), byId("told"));
  let pause = 0;
  query.closest("[hidden]").hidden = false;
  query.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(look, 60); });
  query.addEventListener("keydown", (event) => { if (event.key === "Escape") { query.value = ""; look(); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select")) return;
    event.preventDefault();
    query.focus();
  });
  if (asked.get("q")) { query.value = asked.get("q"); look(); }

  const filters = document.querySelector(".filters"), cards = [...document.querySelectorAll(".card")];
  const fits = (card, wanted) =>
    (!wanted.show || card.dataset.show === wanted.show) &&
    (!wanted.topic || card.dataset.topics.split(" ").includes(wanted.topic)) &&
    (!wanted.person || JSON.parse(card.dataset.people).includes(wanted.person));
  const filter = () => {
    const wanted = Object.fromEntries([...filters.elements].filter((field) => field.name).map((field) => [field.name, field.value]));
    let n = 0;
    for (const card of cards) { card.hidden = !fits(card, wanted); n += card.hidden ? 0 : 1; }
    byId("shown").textContent = n === cards.length ? "" : `${n} of ${cards.length}`;
  };
  filters.hidden = false;
  filters.addEventListener("change", filter);
  for (const field of filters.elements) if (field.name && asked.get(field.name)) field.value = asked.get(field.name);
  filter();
})();
