// Arrived, Left: pressed on the phone first, shown at once, sent when there is a way.

(() => {
  const { store, visits } = self.alongside;
  if (!visits) return;
  const SAID = { arrived: "Arrived", left: "Left and safe", log: "Written up" };

  function line(words) {
    const p = document.createElement("p");
    p.className = "sync sync--waiting";
    p.dataset.pending = "";
    p.textContent = words;
    return p;
  }

  function leftForm() {
    const form = document.createElement("form");
    form.dataset.press = "left";
    form.dataset.pending = "";
    const button = document.createElement("button");
    button.className = "btn btn-primary";
    button.textContent = "Left and safe";
    form.append(button);
    return form;
  }

  // Show in one visit what this phone knows of it and the server doesn't yet.
  function mark(visit, items) {
    for (const old of visit.querySelectorAll("[data-pending]")) old.remove();
    const done = new Set(items.map((item) => item.kind));
    const arrive = visit.querySelector('form[data-press="arrived"]');
    const buttons = visit.querySelector(".clock, .visit__actions");
    for (const item of items) {
      const words = line(`${SAID[item.kind]} ${visits.said(item.pressedAt)}, on this phone`);
      if (buttons) buttons.before(words);
      else visit.append(words);
    }
    const isOut = done.has("left") || done.has("log");
    for (const form of visit.querySelectorAll("form[data-press]")) {
      form.hidden = isOut || done.has(form.dataset.press);
    }
    // The server knows nothing of it yet: say so, and whom to ring.
    const notYet = visit.querySelector("[data-not-yet]");
    if (notYet) notYet.hidden = !done.has("arrived") || isOut;
    if (done.has("arrived") && !isOut && !visit.querySelector('form[data-press="left"]')) {
      if (arrive) arrive.after(leftForm());
      else (buttons || visit).prepend(leftForm());
    }
    if (done.has("log")) {
      for (const link of visit.querySelectorAll('a[href$="/log/"]')) link.hidden = true;
    }
  }

  // Where each visit of the page stands: in its article, or around its buttons.
  function places() {
    const found = new Map();
    for (const one of document.querySelectorAll("[data-visit]")) {
      const place = one.matches("form") ? one.parentElement : one;
      if (!place.closest("article[data-visit]") || place.matches("article")) {
        found.set(one.dataset.visit, place);
      }
    }
    return found;
  }

  async function markAll(items) {
    const drafts = new Set((await store.draftsOf(visits.owner)).map((draft) => draft.id));
    for (const [id, place] of places()) {
      mark(place, items.filter((item) => item.visit === id));
      if (drafts.has(`visit:${id}`)) place.append(line("A note is begun, on this phone"));
    }
  }

  document.addEventListener("visits:kept", (event) => markAll(event.detail));

  document.addEventListener("visits:sent", ({ detail }) => {
    const here = places();
    const isShown = detail.some(({ item }) => here.has(item.visit));
    // What the server says now is better than what we showed meanwhile.
    if (isShown && !document.querySelector("form[data-draft]")) location.reload();
  });

  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("form[data-press]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.dataset.pressed) return; // A second tap of a cold thumb.
      form.dataset.pressed = "yes";
      const visit = form.closest("[data-visit]").dataset.visit;
      try {
        await visits.add(form.dataset.press, visit, "", store.newId());
      } catch (_full) {
        delete form.dataset.pressed;
        // The old road still goes, if there is a way at all.
        if (form.hasAttribute("action") && (await visits.isHeard())) HTMLFormElement.prototype.submit.call(form);
        else form.before(line("This phone can’t keep it, and there is no signal: nobody knows of it yet. Ring your buddy."));
        return;
      }
      delete form.dataset.pressed;
      await visits.sync();
    },
    true,
  );
})();
