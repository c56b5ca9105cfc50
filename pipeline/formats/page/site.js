"use strict";
// Searches every word that was said and filters the list of episodes. Where `highlights serve` sends the site, its server
// answers; elsewhere the answer is found here, in files that are fetched as they are needed.
const Search = (() => {
  const listing = JSON.parse(document.getElementById("listing").textContent);
  const shards = listing.shards.map((names) => new Set(names)); // of each block of episodes
  const episodes = listing.blocks.flat(), firsts = listing.blocks.map((_, k) => listing.blocks.slice(0, k).flat().length);
  const EPISODES = 6, MOMENTS = 3, TRIED = 60; // shown at once; episodes that are read for one page of them at most
  const CLOSE = 30, BEFORE = 8, AFTER = 24; // in words, as pipeline/language/query.py and corpus/searching.py have them
  const K = 1.2, B = 0.75; // BM25 as Robertson and Zaragoza (2009) give it
  const lengths = episodes.map((episode) => episode[2]);
  // Return texts of ours in the language of the site, their {names} filled in.
  const say = (english, values = {}) =>
    (listing.words?.[english] ?? english).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const many = (n, one, several) => say(n === 1 ? one : several, { n: n.toLocaleString(document.documentElement.lang) });
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
  const NO_BLANKS = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u{20000}-\u{3ffff}]/gu;
  const fold = (text) => text.toLowerCase().replaceAll("’", "'").normalize("NFKD").replace(/\p{M}/gu, "").replace(NO_BLANKS, " $& ")
    .replace(/'s(?![\p{L}\p{N}_])/gu, "").replaceAll("'", "").split(/[^\p{L}\p{N}]+/u).filter(Boolean).map(singular);
  const shardOf = (term) => (/^[a-z0-9]{2}/.test(term) ? term[0] + (term[1] < "j" ? "a" : "j") : "__");
  const known = new Map();
  const folded = (word) => { // the same word is folded once
    if (!known.has(word)) known.set(word, /^[a-z]+$/.test(word) ? [singular(word)] : fold(word));
    return known.get(word);
  };
  // What was typed as units of words that follow each other: words in quotation marks, and each other one alone. What is
  // typed last may be the beginning of a word.
  const unitsOf = (text) => {
    const units = [...text.replace(/[“”„«»]/g, '"').matchAll(/"([^"]*)"?|[^\s"]+/g)].map(([all, quoted]) => fold(quoted ?? all));
    const different = [...new Map(units.filter((unit) => unit.length).map((unit) => [unit.join(" "), unit])).values()];
    return { units: different, open: /[\p{L}\p{N}]$/u.test(text) && (different.at(-1)?.at(-1).length ?? 0) > 1 };
  };

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
    const shard = shardOf(term), found = new Map();
    const texts = await Promise.all(shards.map((names, block) => (names.has(shard) ? load(`t/${block}/${shard}`) : "")));
    const own = texts.map((text) => lines(text ?? "", `\n${term} `)), said = own.flat().reduce((sum, line) => sum + line.split(" ").length, 0);
    const begins = open && said <= lengths.length / 2; // in more than half of the episodes: it is whole, "the" is not "they"
    texts.forEach((text, block) => {
      for (const line of begins ? lines(text ?? "", `\n${term}`) : own[block]) {
        for (const pair of line.split(" ")) {
          const [k, count = 1] = pair.split(":").map(Number), n = firsts[block] + k;
          found.set(n, (found.get(n) ?? 0) + count);
        }
      }
    });
    return { found, open: begins };
  };
  const ranked = async (units, open) => { // all words must be there; the last one may be a beginning
    const terms = [...new Set(units.flat())], last = units.flat().at(-1);
    const answers = await Promise.all(terms.map((term) => postings(term, open && term === last)));
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
    const best = [...scores].filter(([, [, matched]]) => matched === lists.length).sort((a, b) => b[1][0] - a[1][0]);
    return { best: best.map(([n]) => n), open: answers[terms.indexOf(last)].open };
  };

  // ---- moments: every place at which an episode answers, as `mentions` in pipeline/language/query.py finds them

  const indexOf = (episode) => {
    if (!episode.index) {
      const words = episode.text.split(" "), tokens = [], wordOf = [];
      words.forEach((word, i) => { for (const token of folded(word.toLowerCase())) { tokens.push(token); wordOf.push(i); } });
      const starts = new Uint32Array(tokens.length); // of the blank before each token
      for (let k = 1; k < tokens.length; k += 1) starts[k] = starts[k - 1] + tokens[k - 1].length + 1;
      let total = 0;
      episode.index = { words, wordOf, starts, text: ` ${tokens.join(" ")} `, times: episode.deltas.map((delta) => (total += delta)) };
    }
    return episode.index;
  };
  const placesOf = (unit, { text, starts }, begins) => {
    const found = [], wanted = ` ${unit.join(" ")}${begins ? "" : " "}`;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      let a = 0, b = starts.length;
      while (a < b) { const middle = (a + b) >> 1; if (starts[middle] < at) a = middle + 1; else b = middle; }
      found.push([a, a + unit.length]);
    }
    return found;
  };
  const mentions = (units, index, open) => {
    const places = units.map((unit, k) => placesOf(unit, index, open && k === units.length - 1)), found = [], last = [];
    if (!places.every((some) => some.length)) return [];
    for (const [i, j, k] of places.flatMap((some, k) => some.map(([i, j]) => [i, j, k])).sort((x, y) => x[0] - y[0] || x[1] - y[1])) {
      last[k] = [i, j];
      if (Object.keys(last).length < units.length) continue;
      const asked = [...last].sort((x, y) => x[0] - y[0] || x[1] - y[1]);
      if (asked.at(-1)[0] - asked[0][1] <= CLOSE) found.push({ first: asked[0][0], end: Math.max(...asked.map(([, end]) => end)), asked });
    }
    const taken = new Uint8Array(index.starts.length);
    const kept = found.sort((x, y) => x.end - x.first - (y.end - y.first) || x.first - y.first).filter(({ first, end }) => {
      if (taken.subarray(first, end).includes(1)) return false;
      taken.fill(1, first, end);
      return true;
    });
    return kept.sort((x, y) => x.first - y.first);
  };
  const lastBefore = (list, i) => list.reduce((best, item) => (item[0] <= i ? item : best), list[0] ?? [0, ""])[1];
  const momentOf = (episode, page, { first, end, asked }) => {
    const { words, wordOf, times } = indexOf(episode), word = wordOf[first], marked = new Set();
    for (const [i, j] of asked) for (let k = wordOf[i]; k <= wordOf[j - 1]; k += 1) marked.add(k);
    const from = Math.max(word - BEFORE, 0), to = Math.min(Math.max(word + AFTER, wordOf[end - 1] + 1), words.length), parts = [];
    for (let i = from; i < to; i += 1) parts.push([words[i], marked.has(i)], [" ", false]);
    const quoted = episode.quotes.some(([a, b]) => a <= word && word < b) ? "quoted" : "";
    return { href: `${page}#w${word}`, start: times[word] / 100, parts, about: [lastBefore(episode.turns, word), lastBefore(episode.sections, word), quoted] };
  };

  // ---- who answers: each gives a page of episodes, how many there are at most, and what gives the next page

  const pageOf = (id) => `../${encodeURIComponent(id)}/page.html`;
  const here = async (text, from = 0, before = null) => {
    const { units, open } = unitsOf(text), { best, open: begins } = before ?? (await ranked(units, open)), found = [];
    let n = from;
    for (; found.length < EPISODES && n < Math.min(best.length, from + TRIED); ) {
      const some = best.slice(n, n + EPISODES - found.length), read = await Promise.all(some.map((k) => load(`e/${episodes[k][0]}`)));
      n += some.length;
      some.forEach((k, at) => {
        const all = read[at] ? mentions(units, indexOf(read[at]), begins) : [], [id, title] = episodes[k];
        const moments = (some) => some.map((one) => momentOf(read[at], pageOf(id), one));
        if (all.length) found.push({ id, title, total: all.length, hits: moments(all.slice(0, MOMENTS)), rest: async () => moments(all.slice(MOMENTS)) });
      });
    }
    return { found, episodes: best.length, next: n < best.length ? () => here(text, n, { best, open: begins }) : null };
  };
  const fromHit = (hit) => {
    const parts = [];
    let at = 0;
    for (const [i, j] of hit.marks) { parts.push([hit.text.slice(at, i), false], [hit.text.slice(i, j), true]); at = j; }
    parts.push([hit.text.slice(at), false]);
    return { href: `${pageOf(hit.episode_id)}#w${hit.word}`, start: hit.start, parts, about: [hit.speaker, hit.section_title] };
  };
  let asksServer = location.protocol.startsWith("http") && !listing.static; // a static host has no server of ours
  const ask = async (about) => {
    const answer = await fetch(`../api/search?${new URLSearchParams(about)}`);
    return answer.headers.get("content-type")?.startsWith("application/json") ? answer.json() : null;
  };
  const there = async (text, first = 0) => {
    const answer = await ask({ q: text, typing: 1, first, most: EPISODES, each: MOMENTS });
    if (!answer) return null;
    if (answer.error) return { found: [], episodes: 0, next: null, error: answer.error };
    const found = answer.found.map(({ episode_id: id, title, hits: total }) => ({
      id, title, total, hits: answer.hits.filter((hit) => hit.episode_id === id).map(fromHit),
      rest: async () => (await ask({ q: text, typing: 1, episode: id })).hits.slice(MOMENTS).map(fromHit),
    }));
    return { found, episodes: answer.episodes, next: answer.next === null ? null : () => there(text, answer.next) };
  };
  const answerTo = async (text) => {
    if (asksServer) {
      const answer = await there(text).catch(() => null);
      if (answer) return answer;
      asksServer = false; // the files lie on another server
    }
    return here(text);
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
  const row = ({ href, start, parts, about }) => {
    const said = make("span", {}, "… ", ...parts.map(([text, marked]) => (marked ? make("mark", {}, text) : text)), " …");
    said.append(make("i", {}, about.filter(Boolean).join(" · ")));
    return make("a", { class: "moment", href }, make("span", { class: "clock" }, clock(start)), said);
  };
  // A button that is replaced by what it fetches; the first thing that comes gets the focus.
  const more = (text, fetched) => {
    const button = make("button", { type: "button", class: "more" }, text);
    button.addEventListener("click", async () => {
      button.disabled = true;
      const rows = await fetched();
      button.replaceWith(...rows);
      (rows[0]?.querySelector("a") ?? rows[0])?.focus();
    });
    return button;
  };
  const shown = ({ id, title, total, hits, rest }) => {
    const left = total - hits.length;
    return make("article", { class: "hit" }, make("h2", {}, make("a", { href: pageOf(id) }, title)), ...hits.map(row),
      ...(left > 0 ? [more(many(left, "{n} more moment", "{n} more moments"), async () => (await rest()).map(row))] : []));
  };
  const articles = ({ found, next }) => [...found.map(shown), ...(next ? [more(say("More episodes"), async () => articles(await next()))] : [])];

  let turn = 0;
  const search = async (text, results, told) => {
    const mine = ++turn, began = performance.now(), { units } = unitsOf(text), term = units[0] ?? [];
    const clear = () => { results.replaceChildren(); results.hidden = true; told.textContent = ""; };
    if (!units.length || (units.length === 1 && term.length === 1 && /^[a-z0-9]$/.test(term[0]))) { clear(); return; }
    const answer = await answerTo(text);
    if (mine !== turn) return; // something else was typed meanwhile
    results.replaceChildren(...articles(answer));
    results.hidden = !answer.found.length && !answer.next;
    const took = performance.now() - began, few = answer.next && !answer.found.length;
    told.dataset.ms = took.toFixed(1);
    const episodes = many(answer.next ? answer.episodes : answer.found.length, "{n} episode", "{n} episodes");
    told.textContent = answer.error ?? (answer.found.length || few ? `${episodes}, ${took.toFixed(0)} ms` : say("No matches."));
  };
  return { take, search, say };
})();

(() => {
  const byId = (id) => document.getElementById(id);
  const query = byId("query"), asked = new URLSearchParams(location.search);
  const look = () => Search.search(query.value, byId("results"), byId("told"));
  const keep = () => { // in the address, so that Back from a moment comes back to the answer
    const address = new URL(location.href);
    if (query.value.trim()) address.searchParams.set("q", query.value);
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
  };
  let pause = 0;
  query.closest("[hidden]").hidden = false;
  query.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(() => { keep(); look(); }, 60); });
  query.addEventListener("keydown", (event) => { if (event.key === "Escape") { query.value = ""; keep(); look(); } });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select")) return;
    event.preventDefault();
    query.focus();
  });
  if (asked.get("q")) { query.value = asked.get("q"); look(); }

  const filters = document.querySelector(".filters"), cards = [...document.querySelectorAll(".card")];
  const fits = (card, wanted) =>
    (!wanted.show || card.dataset.show === wanted.show) &&
    (!wanted.topic || wanted.topic.split(" ").some((one) => card.dataset.topics.split(" ").includes(one))) &&
    (!wanted.person || JSON.parse(card.dataset.people).includes(wanted.person));
  const filter = () => {
    const wanted = Object.fromEntries([...filters.elements].filter((field) => field.name).map((field) => [field.name, field.value]));
    let n = 0;
    for (const card of cards) { card.hidden = !fits(card, wanted); n += card.hidden ? 0 : 1; }
    byId("shown").textContent = n === cards.length ? "" : Search.say("{n} of {all}", { n, all: cards.length });
  };
  filters.hidden = false;
  filters.addEventListener("change", filter);
  for (const field of filters.elements) if (field.name && asked.get(field.name)) {
    const name = asked.get(field.name);  // of a topic any of the names that it has
    const joined = field.name === "topic" && [...field.options].find((option) => option.value.split(" ").includes(name));
    field.value = joined ? joined.value : name;
  }
  filter();
})();
