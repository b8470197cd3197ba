"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse($("data").textContent);
  const cards = all(".card");
  const marks = all("mark a");
  const marksOf = new Map();
  const judged = (card) => Object.hasOwn(data.items, card.id);
  for (const mark of marks) {
    for (const quote of mark.dataset.q.split(" ")) {
      if (!marksOf.has(quote)) marksOf.set(quote, []);
      marksOf.get(quote).push(mark);
    }
  }

  // What is kept between visits; a browser may refuse, and then it is kept as long as the page is open.
  const shelf = (name) => "summarizer:" + name;
  const kept = `review:${data.article.id}:${data.run.model}:${data.run.prompt}`;
  let keeps = true;
  const read = (name, otherwise) => {
    try { return JSON.parse(localStorage.getItem(shelf(name))) ?? otherwise; } catch { keeps = false; return otherwise; }
  };
  const write = (name, value) => {
    try { localStorage.setItem(shelf(name), JSON.stringify(value)); } catch { keeps = false; }
  };

  // ---------------------------------------------------------------- from items to words and back
  let lit = [];
  let here = null;
  const plain = () => { for (const element of lit) element.classList.remove("on", "here"); lit = []; };
  const light = (element, look) => { element.classList.add(look); lit.push(element); };
  const steady = matchMedia("(prefers-reduced-motion: reduce)");
  const reveal = (element) => { const folded = element.closest("details"); if (folded) folded.open = true; };
  const show = (element) => {
    reveal(element);
    element.scrollIntoView({ block: "center", behavior: steady.matches ? "instant" : "auto" });
  };

  const stand = (card, { scroll = true, focus = true } = {}) => {
    if (here) here.classList.remove("here");
    here = card;
    if (!card) return;
    card.classList.add("here");
    if (focus) card.focus({ preventScroll: true });
    if (scroll) card.scrollIntoView({ block: "nearest", behavior: steady.matches ? "instant" : "auto" });
  };

  const toWords = (quote, { focus = true } = {}) => {
    const found = marksOf.get(quote.id) || [];
    if (!found.length) return;
    plain();
    for (const mark of found) light(mark, "on");
    stand(quote.closest(".card"), { scroll: false, focus: false });
    show(found[0]);
    if (focus) found[0].focus({ preventScroll: true });
  };

  const toItems = (mark) => {
    const quotes = mark.dataset.q.split(" ").map($).filter((quote) => !quote.closest(".card").hidden);
    if (!quotes.length) return;
    const at = quotes.findIndex((quote) => quote.closest(".card") === here && quote.classList.contains("here"));
    const next = quotes[(at + 1) % quotes.length];
    plain();
    for (const quote of quotes) for (const one of marksOf.get(quote.id)) light(one, "on");
    light(next, "here");
    const card = next.closest(".card");
    stand(card, { scroll: false, focus: false });
    show(card);
    next.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = $(link.getAttribute("href").slice(1));
    if (link.classList.contains("quote")) { event.preventDefault(); toWords(link); }
    else if (link.dataset.q) { event.preventDefault(); toItems(link); }
    else if (target && target.classList.contains("card")) { event.preventDefault(); unfilter(target); stand(target, { scroll: false }); show(target); }
    else if (target) { event.preventDefault(); for (const folded of all("details", target)) folded.open ||= target.classList.contains("left"); target.scrollIntoView(); target.focus({ preventScroll: true }); }
  });
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (card && card !== here) stand(card, { scroll: false, focus: false });
  });

  // ---------------------------------------------------------------- filters
  const texts = new Map();
  const text = (card) => {
    if (!texts.has(card)) {
      const name = card.dataset.actor ? $("who").querySelector(`option[value="${CSS.escape(card.dataset.actor)}"]`) : null;
      texts.set(card, (card.textContent + " " + (name ? name.textContent : "")).toLowerCase());
    }
    return texts.get(card);
  };
  const filter = () => {
    const [words, who, which] = [$("search").value.trim().toLowerCase(), $("who").value, $("which").value];
    const fits = (card) =>
      (!who || card.dataset.actor === who) &&
      (!words || text(card).includes(words)) &&
      (which !== "doubt" || card.classList.contains("doubt")) &&
      (which !== "inexact" || card.querySelector(".match.folded, .match.fuzzy")) &&
      (which !== "open" || (judged(card) && !state[card.id]));
    let shown = 0;
    for (const card of cards) { card.hidden = !fits(card); shown += !card.hidden; }
    for (const heading of all(".part h3")) {
      let next = heading.nextElementSibling;
      heading.hidden = true;
      for (; next && next.matches(".card"); next = next.nextElementSibling) if (!next.hidden) { heading.hidden = false; break; }
    }
    const narrowed = words || who || which;
    for (const folded of all(".part details")) if (narrowed) folded.open = Boolean(folded.querySelector(".card:not([hidden])"));
    for (const part of all(".part")) part.hidden = Boolean(narrowed) && !part.querySelector(".card:not([hidden])");
    for (const mark of marks) {
      mark.classList.toggle("off", !mark.dataset.q.split(" ").some((quote) => !$(quote).closest(".card").hidden));
    }
    if (here && here.hidden) { plain(); stand(null); }
    $("progress").textContent = narrowed ? `${shown} of ${cards.length} items` : reviewing ? progress() : "";
  };
  const unfilter = (card) => {
    if (!card.hidden) return;
    for (const id of ["search", "who", "which"]) $(id).value = "";
    filter();
  };

  // ---------------------------------------------------------------- reviewing
  let state = Object.assign(Object.create(null), read(kept, {}));
  let reviewing = false;
  const progress = () => {
    const open = Object.keys(data.items).filter((key) => !state[key]).length;
    const total = Object.keys(data.items).length;
    return `${total - open} of ${total} reviewed`;
  };
  const make = (tag, look, words) => Object.assign(document.createElement(tag), { className: look, textContent: words });
  const SIGNS = { accepted: "✓ accepted", rejected: "✗ rejected", corrected: "✎ corrected" };
  const draw = (card) => {
    const verdict = state[card.id];
    for (const old of all(".verdict, .judged", card)) old.remove();
    if (verdict) card.dataset.verdict = verdict.verdict; else delete card.dataset.verdict;
    for (const button of all(".verdicts button", card)) {
      const done = verdict && (button.dataset.do === verdict.verdict || (button.dataset.do === "correct" && verdict.verdict === "corrected"));
      button.setAttribute("aria-pressed", String(Boolean(done)));
    }
    texts.delete(card);
    if (!verdict) return;
    card.querySelector(".head").append(make("span", "verdict", SIGNS[verdict.verdict] || ""));
    const said = ["holder", "stance", "sentence", "note"].filter((name) => verdict[name]);
    if (said.length) card.append(make("p", "judged", said.map((name) => `${name === "holder" ? "actor" : name}: ${verdict[name]}`).join(" · ")));
  };
  const keep = () => {
    write(kept, state);
    $("kept").textContent = !reviewing ? "" : keeps ? "Kept in this browser." : "Not kept by this browser: export before you leave.";
    filter();
  };
  const judge = (card, verdict) => {
    if (!judged(card)) return;
    if (verdict) state[card.id] = verdict; else delete state[card.id];
    draw(card);
    keep();
  };
  const correct = (card) => {
    if (!judged(card) || card.querySelector(".correcting")) return;
    const [item, known] = [data.items[card.id], state[card.id] || {}];
    card.append($("correcting").content.cloneNode(true));
    const form = card.querySelector(".correcting");
    const field = form.elements;
    field.holder.value = known.holder ?? item.holder;
    field.sentence.value = known.sentence ?? item.sentence;
    field.note.value = known.note ?? "";
    if (item.stance && ![...field.stance.options].some((option) => option.value === item.stance)) field.stance.add(new Option(item.stance));
    field.stance.value = known.stance ?? item.stance ?? "";
    if (!item.stance) field.stance.closest("label").hidden = true;
    if (!item.holder && item.gold !== "risk") field.holder.closest("label").hidden = true;
    field.holder.focus();
    const done = () => { form.remove(); stand(card); };
    form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); done(); } });
    form.querySelector("[data-do=cancel]").addEventListener("click", done);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const verdict = { verdict: "accepted" };
      for (const name of ["holder", "sentence", "stance"]) {
        const value = field[name].value.trim();
        if (value && value !== (item[name] ?? "")) { verdict[name] = value; verdict.verdict = "corrected"; }
      }
      const note = field.note.value.trim();
      if (verdict.verdict === "accepted" && known.verdict === "rejected") verdict.verdict = "rejected";
      if (note) verdict.note = note;
      judge(card, verdict);
      done();
    });
  };
  const review = (on) => {
    reviewing = on;
    $("review").setAttribute("aria-pressed", String(on));
    $("reviewing").hidden = !on;
    for (const card of cards.filter(judged)) {
      if (on && !card.querySelector(".verdicts")) card.append($("verdicts").content.cloneNode(true));
      else if (!on) for (const part of all(".verdicts, .correcting", card)) part.remove();
      draw(card);
    }
    keep();
    filter();
  };
  const act = (card, what) => {
    if (what === "correct") correct(card);
    else judge(card, what && { ...(state[card.id]?.note ? { note: state[card.id].note } : {}), verdict: what });
  };

  // ---------------------------------------------------------------- gold, in the format of docs/eval.md
  const points = Array.from(data.article.text);
  const words = (spans) => ({ spans, text: spans.map(([start, end]) => points.slice(start, end).join("")) });
  const nearest = (name, near) => {
    const [letters, found] = [Array.from(name), []];
    if (!letters.length) return null;
    for (let at = data.article.text.indexOf(name); at >= 0; at = data.article.text.indexOf(name, at + 1)) {
      const start = Array.from(data.article.text.slice(0, at)).length;
      found.push([start, start + letters.length]);
    }
    return found.sort((one, other) => Math.abs(one[0] - near) - Math.abs(other[0] - near))[0] || null;
  };
  const attribution = (key, item, verdict) => {
    const holder = verdict.holder || item.holder;
    const names = verdict.holder ? data.names.find((each) => each.includes(holder)) || [holder] : item.names;
    const moved = verdict.holder || !item.source.length;
    const place = moved ? names.map((name) => nearest(name, item.content[0]?.[0] ?? 0)).find(Boolean) : null;
    const source = moved ? (place ? [place] : []) : item.source;
    return {
      id: key,
      ...(source.length ? { source: words(source) } : {}),
      ...(item.cue.length && !verdict.holder ? { cue: words(item.cue) } : {}),
      content: words(item.content),
      source_coref_auto: { named_mentions: names },
    };
  };
  const gold = () => {
    const row = { id: data.article.id, text: data.article.text };
    for (const name of ["title", "url"]) if (data.article[name]) row[name] = data.article[name];
    row.attributions = [];
    if (data.risks) row.risks = [];
    const review = { run: data.run, reviewed: 0, of: Object.keys(data.items).length, items: [] };
    for (const [key, item] of Object.entries(data.items)) {
      const verdict = state[key];
      if (!verdict) continue;
      review.reviewed += 1;
      review.items.push({ id: key, path: item.path, ...verdict });
      if (verdict.verdict === "rejected" || !item.content.length) continue;
      if (item.gold === "risk") row.risks.push({ id: key, content: words(item.content) });
      else if (item.gold === "attribution") {
        const told = { holder: verdict.holder || item.holder, stance: verdict.stance || item.stance, sentence: verdict.sentence || item.sentence };
        row.attributions.push({ ...attribution(key, item, verdict), ...told });
      }
    }
    row.review = review;
    return JSON.stringify(row) + "\n";
  };
  const download = () => {
    const address = URL.createObjectURL(new Blob([gold()], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: `gold-${data.article.id.replace(/[^0-9a-zA-Z]/g, "").slice(0, 12) || "article"}.jsonl` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };

  addEventListener("beforeprint", () => { for (const folded of all(".part details")) folded.open = true; });

  // ---------------------------------------------------------------- colours
  const THEMES = ["", "light", "dark"];
  const paint = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
    $("theme").setAttribute("aria-label", `Colours: ${theme || "as the system has them"}`);
  };
  $("theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme || "") + 1) % THEMES.length];
    paint(next);
    write("theme", next);
  });

  // ---------------------------------------------------------------- keys
  const step = (by) => {
    const shown = cards.filter((card) => !card.hidden && card.offsetParent && !card.closest("details:not([open])"));
    if (!shown.length) return;
    const at = shown.indexOf(here);
    plain();
    stand(shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(Math.max(at + by, 0), shown.length - 1)]);
    for (const quote of all(".quote", here)) for (const mark of marksOf.get(quote.id) || []) light(mark, "on");
    const first = lit[0];
    if (first && getComputedStyle($("brief")).position === "sticky") show(first);
  };
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => { $("search").focus(); $("search").select(); },
    "?": () => $("keys").showModal(),
    r: () => review(!reviewing),
    a: () => reviewing && here && act(here, "accepted"),
    x: () => reviewing && here && act(here, "rejected"),
    c: () => reviewing && here && act(here, "correct"),
    u: () => reviewing && here && act(here, null),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
    const typing = event.target.closest("input, textarea, select");
    if (event.key === "Escape") {
      if (event.target === $("search") && $("search").value) { $("search").value = ""; filter(); }
      else { plain(); if (here) stand(here); }
      return;
    }
    if (typing) return;
    const inside = event.target.closest("#brief");
    if (inside && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === here) {
      const quote = here.querySelector("a.quote");
      if (quote) { event.preventDefault(); toWords(quote); }
    } else if ($("letters").checked && Object.hasOwn(KEYS, event.key)) {
      event.preventDefault();
      KEYS[event.key]();
    }
  });

  // ---------------------------------------------------------------- begin
  $("tools").addEventListener("submit", (event) => event.preventDefault());
  for (const [id, kind] of [["search", "input"], ["who", "change"], ["which", "change"]]) $(id).addEventListener(kind, filter);
  $("review").addEventListener("click", () => review(!reviewing));
  $("export").addEventListener("click", download);
  $("forget").addEventListener("click", () => { state = Object.create(null); review(true); });
  $("help").addEventListener("click", () => $("keys").showModal());
  $("close").addEventListener("click", () => $("keys").close());
  $("letters").addEventListener("change", () => write("letters", $("letters").checked));
  $("brief").addEventListener("click", (event) => {
    const button = event.target.closest(".verdicts button");
    if (!button) return;
    const card = button.closest(".card");
    stand(card, { scroll: false, focus: false });
    act(card, button.getAttribute("aria-pressed") === "true" && button.dataset.do !== "correct" ? null : button.dataset.do);
  });
  $("letters").checked = read("letters", true) !== false;
  const theme = read("theme", "");
  paint(THEMES.includes(theme) ? theme : "");
  for (const key of Object.keys(state)) {
    if (Object.hasOwn(data.items, key) && Object.hasOwn(SIGNS, state[key]?.verdict)) draw($(key)); else delete state[key];
  }
  $("tools").hidden = false;
})();
