// The register at the door: each tap is kept on the tablet first, shown at once, and sent when
// there is a way (docs/decisions/0028-the-door-without-signal.md). Without script, or where a
// tablet can keep nothing, its forms post as ever.

(() => {
  const { store } = self.alongside;
  const strip = document.getElementById("on-tablet");
  const meta = document.querySelector('meta[name="owner"]');
  const list = document.getElementById("register-list");
  if (!store.can || !strip || !meta || !list) return;
  const owner = meta.content;
  const hours = Number(document.querySelector('meta[name="offline-hours"]').content);
  const { afternoon } = strip.dataset;
  const WARN = 2 * store.HOUR;
  const PATIENCE = 1200; // Milliseconds before a newcomer is welcomed without the server’s search.
  const SOON = 15 * 1000; // After a tap was sent the kept page is fetched anew, not for each tap.
  let waiting = new Map(); // By whose tile: the last tap that the server hasn't.
  let isOnline = true;
  let isFull = false;
  let pressed = null;
  let fetchLater = null;

  const road = self.alongside.road({
    strip,
    owner,
    show,
    to: "register",
    fields: (item, said) => ({
      afternoon: item.afternoon,
      person: said.person,
      mark: said.mark,
      name: said.name,
      is_child: said.isChild ? "1" : "",
      knows_it_is_closed: said.isClosed ? "1" : "",
    }),
    isReadable: (_item, said) => said !== null,
    after: async () => {},
    holds: (item, said) => said && `${item.afternoon} ${said.person}`, // Nobody else’s taps wait.
    sent: "register:sent",
  });

  // --- What stands on the tablet.

  async function show() {
    const items = await store.itemsOf(owner, "register");
    const said = await Promise.all(items.map((item) => store.unseal(item)));
    waiting = new Map();
    said.forEach((one, n) => {
      if (one && items[n].afternoon === afternoon) waiting.set(one.person, one);
    });
    const lost = await store.lost(owner);
    const first = Math.min(...items.map((one) => one.until));
    isOnline = !items.length;
    road.fill("count", items.length);
    road.fill("lost", lost);
    if (first < Infinity) road.fill("until", store.said(first));
    road.when("sent", !items.length && !lost);
    road.when("waiting", items.length && !road.isSignedOut);
    road.when("signed-out", items.length && road.isSignedOut);
    road.when("soon", first - Date.now() < WARN);
    road.when("lost", lost);
    road.when("full", isFull);
    strip.hidden = false;
    draw();
  }

  function copyOf(name) {
    return document.querySelector(`template[${name}]`).content.cloneNode(true);
  }

  function tileOf(said) {
    const there = document.getElementById(`p-${said.person}`);
    if (there || !said.mark) return there;
    const place = list.querySelector("[data-walked-in]");
    const tile = copyOf("data-tile").firstElementChild;
    tile.id = `p-${said.person}`;
    Object.assign(tile.dataset, { person: said.person, kind: said.isChild ? "child" : "adult", family: "" });
    tile.querySelector('[name="person"]').value = said.person;
    tile.querySelector(".register__name").textContent = said.name;
    place.querySelector("ul").append(tile);
    place.hidden = false;
    return tile;
  }

  function draw() {
    for (const said of waiting.values()) {
      const tile = tileOf(said);
      if (!tile) continue;
      const button = tile.querySelector(".register__tile");
      const state = tile.querySelector(".register__state");
      button.setAttribute("aria-pressed", String(Boolean(said.mark)));
      button.value = said.mark ? "" : "present";
      state.replaceChildren(copyOf(`data-state="${said.mark}"`));
      if (!isOnline) state.append(copyOf("data-unsent"));
      const early = tile.querySelector('[value="left_early"]');
      if (early) early.disabled = !said.mark;
      const met = list.querySelector(`[data-gate="${said.person}"]`);
      if (met) met.classList.toggle("register__met", Boolean(said.mark));
    }
    if (waiting.size) count();
  }

  function count() {
    const here = [...list.querySelectorAll('.register__tile[aria-pressed="true"]')].map((one) => one.closest("li"));
    const families = new Set(here.map((one) => one.dataset.family).filter(Boolean));
    const children = here.filter((one) => one.dataset.kind === "child").length;
    const figures = { adults: here.length - children, children, families: families.size };
    for (const [name, figure] of Object.entries(figures)) {
      const place = list.querySelector(`[data-${name}]`);
      const strong = place.querySelector("strong");
      if (strong.textContent === String(figure)) continue; // Read out once.
      strong.textContent = figure;
      strong.nextSibling.textContent = ` ${figure === 1 ? place.dataset.one : place.dataset.many}`;
    }
  }

  // --- A tap.

  function said(form, button) {
    const walksIn = form.dataset.tap === "walk_in";
    const tile = form.closest("li[data-person]");
    const name = form.elements.name ? form.elements.name.value : form.dataset.name;
    const isChild = walksIn ? Boolean(button && button.name === "is_child") : tile.dataset.kind === "child";
    return {
      person: form.elements.person ? form.elements.person.value : `w${store.newId()}`,
      mark: walksIn ? "walk_in" : button ? button.value : "present",
      name: (walksIn ? name : tile.querySelector(".register__name").textContent).trim().slice(0, 60),
      isChild,
      isClosed: "closed" in strip.dataset,
    };
  }

  async function tap(form, button) {
    const one = said(form, button);
    if (!one.name) return;
    const pressedAt = Date.now();
    const until = pressedAt + hours * store.HOUR;
    const item = { key: store.newId(), owner, to: "register", kind: "tap", afternoon, pressedAt, until };
    waiting.set(one.person, one);
    draw(); // At once: a thumb waits for nothing.
    await store.addItem(item, one);
    isFull = false;
  }

  document.addEventListener("click", ({ target }) => {
    pressed = target.closest("button");
  }, true);

  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.matches("form[data-tap]") || form.dataset.plain) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter || (form.contains(pressed) ? pressed : null);
      try {
        await tap(form, button);
      } catch (_full) {
        isFull = !(await road.isHeard());
        await show();
        if (isFull || !button || !form.requestSubmit) return;
        form.dataset.plain = "yes"; // The old road still goes.
        form.requestSubmit(button);
        return;
      }
      if (form.dataset.tap) welcome(said(form, button).name, "quiet" in form.dataset);
      await road.sync();
    },
    true,
  );

  document.addEventListener("register:sent", () => {
    htmx.trigger(list, "refresh"); // What the server says now is better than what we showed.
    clearTimeout(fetchLater);
    fetchLater = setTimeout(() => keepPage(true), SOON);
  });

  // Whoever reads what stands by a name reads it to the end: the list is drawn anew after.
  list.addEventListener("htmx:beforeSwap", (event) => {
    if (list.querySelector("details[open]")) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target === list) draw();
  });

  // Closing needs the server: without a signal it is said here, not on a browser's own page.
  const closing = document.querySelector("form[data-close]");
  if (closing) {
    closing.addEventListener("submit", async (event) => {
      event.preventDefault();
      await road.sync(); // What was tapped counts before it closes.
      const isHeard = await road.isHeard();
      closing.querySelector("[data-no-signal]").hidden = isHeard;
      if (isHeard) closing.submit();
    });
  }

  // --- Somebody we don't know, without the server's search.

  const box = document.getElementById("id_q");
  const found = document.getElementById("register-found");
  let later = null;

  function clear() {
    clearTimeout(later);
    if (box) box.value = "";
    if (found) found.textContent = "";
  }

  function welcome(name, isQuiet) {
    clear();
    const words = document.createElement("p");
    words.className = "callout callout--done";
    words.textContent = `${name} is on the register.${isQuiet ? "" : " Welcome!"}`;
    found.append(words);
  }

  function newcomer() {
    const name = box.value.trim();
    const shown = found.querySelector("[data-newcomer]");
    if (!name || (shown && shown.elements.name.value.trim() === name)) return;
    const form = copyOf("data-newcomer-form").firstElementChild;
    form.elements.name.value = name;
    for (const place of form.querySelectorAll("[data-name]")) place.textContent = name;
    form.querySelector("[data-not-looked]").hidden = isOnline && navigator.onLine;
    found.replaceChildren(form);
  }

  if (box) {
    box.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(newcomer, PATIENCE);
    });
    box.form.addEventListener("submit", (event) => {
      event.preventDefault(); // Enter looks, and leads nowhere else.
      newcomer();
    });
    // An answer that comes after the tap is of a name that is there already.
    found.addEventListener("htmx:beforeSwap", (event) => {
      if (!box.value.trim()) event.detail.shouldSwap = false;
    });
  }

  // --- The worker, and this page for when there is no signal.

  async function keepPage(isStale) {
    await self.alongside.isSeen;
    const { active } = await navigator.serviceWorker.ready;
    const kept = await store.row("pages", owner, location.pathname);
    if (isStale || !kept) active.postMessage({ keep: [location.pathname] });
  }

  window.addEventListener("DOMContentLoaded", async () => {
    await show();
    await road.sync();
    if (!navigator.serviceWorker) return;
    try {
      await navigator.serviceWorker.register(strip.dataset.worker);
      await keepPage(false);
    } catch (_noNetwork) {
      // What is kept already stays kept.
    }
  });
})();
