// The log and the note: what is typed is kept on the phone as it is typed, and a log is sent from there.

(() => {
  const { store, visits } = self.alongside;
  const NOT_KEPT = ["csrfmiddlewaretoken", "save", "base", "saved_as"];
  const PAUSE = 300; // Milliseconds between two keepings while somebody types.
  const form = document.querySelector("form[data-draft]");

  if (form) {
    hints(form);
    words(form);
    if (visits) drafts(form).catch(() => {});
  } else if (visits) {
    leftOver().catch(() => {});
  }

  // --- Keeping and giving back.

  function entries(of) {
    return [...new FormData(of)].filter(([name]) => !NOT_KEPT.includes(name));
  }

  function give(to, kept, join) {
    for (const box of to.elements) {
      if (!box.name || NOT_KEPT.includes(box.name)) continue;
      const values = kept.filter(([name]) => name === box.name).map(([, value]) => value);
      if (box.type === "checkbox" || box.type === "radio") box.checked = values.includes(box.value);
      else box.value = join ? join(box, values[0] || "") : values[0] || "";
    }
    for (const box of to.querySelectorAll("textarea, input[type=text]")) {
      if (box.value) unfold(box);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function unfold(box) {
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }

  async function drafts(of) {
    const id = of.dataset.draft;
    const isLog = Boolean(of.elements.log_key);
    // What the words were begun on: another saved note, or other words taken up, is another base.
    const base = `${of.dataset.base}|${of.elements.uses ? of.elements.uses.value : ""}`;
    const mark = indicator(of);
    let timer = null;
    let isHeld = true; // Until what is kept is known; and while two notes wait for a choice.
    let isKept = false; // Whether this page's words are a draft on the phone.
    let chain = Promise.resolve();
    // A log begun on yesterday's kept page is of today, unless she says otherwise.
    const day = of.elements.visited_on;
    if (day && document.querySelector("[data-kept-copy]")) day.value = today();
    let last = JSON.stringify(entries(of));
    listen(); // From now on: a quick thumb types before the phone has looked.

    await self.alongside.isSeen;
    if (of.dataset.sent || (isLog && (await isWaiting(of, id)))) return;
    const row = await store.row("drafts", visits.owner, id);
    const draft = await store.unseal(row);
    const isSame = draft && JSON.stringify(draft.entries) === last;
    if (isSame) {
      await store.drop("drafts", visits.owner, id); // They stand in the note already.
    } else if (draft && draft.base === base) {
      const isTyped = JSON.stringify(entries(of)) !== last;
      give(of, draft.entries, isTyped ? both : null);
      if (!isTyped) last = JSON.stringify(entries(of)); // Looking at it makes it no younger.
      isKept = true;
      mark(row.keptAt);
    }
    if (!draft || isSame || draft.base === base) {
      isHeld = false;
      keepNow();
    } else {
      choose(of, draft, row, (isTaken) => {
        isHeld = false;
        if (isTaken) keepNow();
        else store.drop("drafts", visits.owner, id);
      });
    }

    function keepNow(more) {
      clearTimeout(timer);
      timer = null;
      const now = entries(of);
      if (isHeld || (JSON.stringify(now) === last && !more)) return chain;
      last = JSON.stringify(now);
      const value = Object.assign({ base, entries: now }, more);
      chain = chain.then(async () => {
        const kept = await store.keep("drafts", visits.owner, id, value, visits.hours).catch(() => null);
        isKept = Boolean(kept);
        mark(kept && kept.keptAt);
      });
      return chain;
    }

    // The first letter at once, the others as they come.
    function typed() {
      if (timer) return;
      keepNow();
      timer = setTimeout(keepNow, PAUSE);
    }

    function listen() {
      of.addEventListener("input", typed);
      of.addEventListener("change", typed);
      window.addEventListener("pagehide", () => keepNow());
      document.addEventListener("visibilitychange", () => (document.hidden ? keepNow() : goOn()));
      of.addEventListener("submit", (event) => {
        if (isLog) sendLog(event, of, id, (is) => (isHeld = is), chain);
        else keepNow({ savedAs: name(of) }); // A note is saved online; its page tells if it was.
      });
    }

    async function goOn() {
      await chain;
      // Another tab may have gone on with the same note: its newer words count. Or saved it.
      const newer = await store.unseal(await store.row("drafts", visits.owner, id));
      if (isHeld) return;
      if (newer && newer.base === base) {
        give(of, newer.entries);
        last = JSON.stringify(entries(of));
      } else if (!newer && isKept) {
        location.reload();
      }
    }
  }

  function today() {
    const now = new Date();
    return new Date(now.getTime() - now.getTimezoneOffset() * 60 * 1000).toISOString().slice(0, 10);
  }

  // Give this saving a name of its own. The server says it again on the next page, if it saved.
  function name(of) {
    const box = of.elements.saved_as || document.createElement("input");
    Object.assign(box, { type: "hidden", name: "saved_as", value: store.newId() });
    of.append(box);
    return box.value;
  }

  function indicator(of) {
    const p = document.createElement("p");
    p.className = "sync action-bar__said";
    p.setAttribute("role", "status");
    p.hidden = true;
    const bar = of.querySelector(".action-bar");
    bar.prepend(p);
    return (at) => {
      p.textContent = at ? `kept on this phone, ${visits.time(at)}` : "not kept on this phone: save it soon";
      p.classList.toggle("sync--waiting", !at);
      p.hidden = false;
    };
  }

  // --- Two notes of one visit: which is which, and a choice. Nothing is written over unseen.

  function choose(of, draft, row, done) {
    const panel = document.querySelector("[data-conflict]");
    const boxes = [...of.elements].filter((box) => !box.disabled);
    tell(panel, draft, row, of);
    for (const box of boxes) box.disabled = true;
    panel.tabIndex = -1;
    panel.focus();
    const close = (isTaken) => {
      for (const box of boxes) box.disabled = false;
      panel.hidden = true;
      if (isTaken) give(of, draft.entries, both);
      done(isTaken);
    };
    panel.querySelector("[data-use-phone]").onclick = () => close(true);
    panel.querySelector("[data-drop-phone]").onclick = () => close(false);
  }

  // Both texts, one under the other, for a person to put together.
  function both(box, value) {
    if (box.type === "hidden") return box.value;
    if (box.tagName !== "TEXTAREA" || !box.value || box.value === value) return value || box.value;
    return value ? `${box.value}\n\n${value}` : box.value;
  }

  function tell(panel, draft, row, of) {
    panel.querySelector("[data-kept-at]").textContent = visits.said(row.keptAt);
    const list = panel.querySelector("[data-phone-words]");
    list.textContent = "";
    for (const [name, value] of draft.entries) {
      const box = of && of.elements[name];
      const label = box && box.labels && box.labels[0];
      const isText = label ? box.tagName === "TEXTAREA" || box.type === "text" : !of && value.length > 1;
      if (!isText || !value.trim()) continue;
      const word = document.createElement("dt");
      word.textContent = label ? label.textContent.trim() : name.replace(/_/g, " ");
      const text = document.createElement("dd");
      text.textContent = value;
      list.append(word, text);
    }
    panel.hidden = false;
  }

  // On a visit's own page: words that are still on this phone, and not in its note.
  async function leftOver() {
    const place = document.querySelector("[data-left-over]");
    if (!place) return;
    const id = place.dataset.leftOver;
    // It may not be logged any more: then its log, kept this morning, is not to be had either.
    const log = `/visits/${id.slice("visit:".length)}/log/`;
    if (!document.querySelector(`a[href="${log}"]`)) await store.drop("pages", visits.owner, log);
    const row = await store.row("drafts", visits.owner, id);
    const draft = await store.unseal(row);
    if (!draft) return;
    const saved = new URLSearchParams(location.search).get("saved");
    if (saved && draft.savedAs === saved) await store.drop("drafts", visits.owner, id);
    else tell(place, draft, row, null);
    place.querySelector("[data-drop-phone]").onclick = async () => {
      await store.drop("drafts", visits.owner, id);
      place.hidden = true;
    };
  }

  // --- Sending a log.

  async function sendLog(event, of, id, hold, chain) {
    event.preventDefault();
    for (const box of of.querySelectorAll("details :invalid")) unfold(box);
    if (of.dataset.sent || !of.reportValidity()) return;
    of.dataset.sent = "yes";
    // A key for each saving: the same draft, open in two tabs, is never taken for one log.
    of.elements.log_key.value = store.newId();
    const body = new URLSearchParams(entries(of)).toString();
    const said = (words) => {
      const bar = of.querySelector(".action-bar");
      const p = bar.querySelector(".callout") || callout();
      bar.prepend(p);
      p.textContent = words;
      p.focus();
    };
    const visit = id.startsWith("visit:") ? id.slice("visit:".length) : "";
    const key = of.elements.log_key.value;
    let isSent = false;
    document.addEventListener("visits:sent", ({ detail }) => {
      const mine = detail.find(({ item }) => item.key === key);
      if (!mine) return;
      isSent = true;
      location.assign(mine.said.state === "taken" ? mine.said.url : ways().href);
    });
    try {
      hold(true);
      await chain; // A draft on its way to the phone must not come after its item.
      await visits.add("log", visit, body, key, id);
    } catch (_full) {
      // The old road still goes, if there is a way at all. If not, this page holds the only copy.
      if (await visits.isHeard()) {
        HTMLFormElement.prototype.submit.call(of);
        return;
      }
      said("Not saved: this phone can’t keep it, and there is no signal. Leave this page open, and save again where there is signal.");
      delete of.dataset.sent;
      hold(false);
      return;
    }
    const card = waiting(of, "Kept on this phone. Sending it now …");
    await visits.sync();
    const isHere = (await store.itemsOf(visits.owner)).some((item) => item.key === key);
    // Another tab was quicker: what came of it stands in the list.
    if (!isHere && !isSent) location.assign(ways().dataset.list);
    if (isHere) card.textContent = `Kept on this phone, ${visits.time(Date.now())}. It goes by itself as soon as there is signal: you can leave this page.`;
  }

  function ways() {
    return document.querySelector('#on-phone [data-when="refused"] a');
  }

  function waiting(of, words) {
    const p = callout();
    of.before(p);
    of.hidden = true;
    p.textContent = words;
    p.scrollIntoView({ block: "center" });
    p.focus();
    return p;
  }

  function callout() {
    const p = document.createElement("p");
    p.className = "callout";
    p.tabIndex = -1;
    p.setAttribute("role", "status");
    return p;
  }

  async function isWaiting(of, id) {
    const items = await store.itemsOf(visits.owner);
    const item = items.find((one) => one.kind === "log" && id === `visit:${one.visit}`);
    if (item) {
      waiting(of, `You wrote this visit up at ${visits.said(item.pressedAt)}: it is on this phone, and goes by itself as soon as there is signal.`);
    }
    return Boolean(item);
  }

  // --- Gentle words: they never stop anybody.

  function plain(text) {
    return text.replace(/[\u2018\u2019\u201b\u02bc\u00b4`]/g, "'").replace(/[\u2010-\u2015\u2212]/g, "-");
  }

  // As visits/wording.py finds them: whole words, any case, a hyphen or a space alike.
  function finder(word) {
    const escaped = plain(word).trim().split(/[\s-]+/).map((part) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
    return new RegExp(`(^|[^\\p{L}\\p{N}_])${escaped.join("[\\s-]+")}(?![\\p{L}\\p{N}_])`, "iu");
  }

  function hints(of) {
    const list = JSON.parse(of.dataset.hints).map(([word, instead]) => ({ word, instead, find: finder(word) }));
    for (const box of of.querySelectorAll("textarea")) {
      if (box.name === "reflection") continue;
      const place = document.createElement("p");
      place.className = "form-text log__hint";
      place.setAttribute("aria-live", "polite");
      box.after(place);
      box.addEventListener("input", () => {
        const found = list.filter(({ find }) => find.test(plain(box.value)));
        const said = found.map(({ word, instead }) => `instead of “${word}”, ${instead}`).join("; ");
        const text = said && `You might say: ${said}.`;
        if (place.textContent !== text) place.textContent = text; // Read out once, not with each letter.
      });
    }
  }

  function words(of) {
    const most = Number(of.dataset.words);
    const boxes = [...of.querySelectorAll("textarea")].filter((box) => box.name !== "reflection");
    const place = document.createElement("p");
    place.className = "form-text log__hint";
    place.setAttribute("aria-live", "polite");
    of.querySelector(".action-bar").before(place);
    of.addEventListener("input", () => {
      const count = boxes.reduce((sum, box) => sum + box.value.split(/\s+/).filter(Boolean).length, 0);
      place.textContent = count > most ? `These are ${count} words. Under ${most} reads best; nothing is cut.` : "";
    });
  }

  // A day is asked for only beside a promise.
  document.addEventListener("input", ({ target }) => {
    const by = target.form && target.name && target.form.elements[`${target.name}_by`];
    if (by) by.required = Boolean(target.value);
  });
})();
