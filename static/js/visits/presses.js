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
    const actions = visit.querySelector(".visit__actions");
    for (const item of items) {
      const words = `${SAID[item.kind]} ${visits.said(item.pressedAt)}, on this phone`;
      visit.insertBefore(line(words), actions && actions.parentNode === visit ? actions : null);
    }
    const isOut = done.has("left") || done.has("log");
    for (const form of visit.querySelectorAll("form[data-press]")) {
      form.hidden = isOut || done.has(form.dataset.press);
    }
    if (done.has("arrived") && !isOut && !visit.querySelector('form[data-press="left"]')) {
      (actions || visit).prepend(leftForm());
    }
    if (done.has("log")) {
      for (const link of visit.querySelectorAll('a[href$="/log/"]')) link.hidden = true;
    }
  }

  async function markAll(items) {
    const drafts = new Set((await store.draftsOf(visits.owner)).map((draft) => draft.id));
    for (const visit of document.querySelectorAll("[data-visit]")) {
      mark(visit, items.filter((item) => item.visit === visit.dataset.visit));
      if (drafts.has(`visit:${visit.dataset.visit}`)) {
        visit.append(line("A note is begun, on this phone"));
      }
    }
  }

  document.addEventListener("visits:kept", (event) => markAll(event.detail));

  document.addEventListener("visits:sent", ({ detail }) => {
    const here = new Set([...document.querySelectorAll("[data-visit]")].map((v) => v.dataset.visit));
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
        if (form.action) HTMLFormElement.prototype.submit.call(form); // The old road still goes.
        return;
      }
      delete form.dataset.pressed;
      await visits.sync();
    },
    true,
  );
})();
