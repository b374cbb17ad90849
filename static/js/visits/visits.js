// On every page of visits: the strip that says what is not sent, the sending, and the worker.

(() => {
  const { store } = self.alongside;
  const strip = document.getElementById("on-phone");
  const meta = document.querySelector('meta[name="owner"]');
  if (!store.can || !strip || !meta) return;
  const owner = meta.content;
  const hours = Number(document.querySelector('meta[name="offline-hours"]').content);
  const EVERY = 30 * 1000;
  const PATIENCE = 20 * 1000; // A lift can hold a request open for ever.
  const WARN = 2 * store.HOUR;
  const WRONG = 60 * 1000; // A clock off by less than this is the network's slowness.
  const FRESH = 6 * store.HOUR; // How old a kept log page may be before it is fetched again.
  const LOG_PAGE = /^\/visits\/([0-9a-f-]{36}\/)?log\/$/;
  const DAY_PAGE = /^\/visits\/day\/$/;
  const { said, time } = store;
  let isSignedOut = false;
  let refused = 0;
  let unread = 0; // How many can't be unsealed.
  let off = 0; // By how much this phone's clock is wrong, in milliseconds.
  let turn = Promise.resolve();

  // --- The strip.

  function when(name, isShown) {
    strip.querySelector(`[data-when="${name}"]`).hidden = !isShown;
  }

  function fill(name, words) {
    const said = String(words);
    for (const place of strip.querySelectorAll(`[data-${name}]`)) {
      if (place.textContent !== said) place.textContent = said; // Read out once, not each half minute.
    }
  }

  async function show() {
    const items = await store.itemsOf(owner);
    const lost = await store.lost(owner);
    const drafts = await store.draftsOf(owner);
    const first = Math.min(...[...items, ...drafts].map((one) => one.until));
    fill("count", items.length);
    fill("begun", drafts.length === 1 ? "a note begun" : `${drafts.length} notes begun`);
    fill("lost", lost);
    fill("refused", refused === 1 ? "1 needs you" : `${refused} need you`);
    if (first < Infinity) fill("until", said(first));
    when("sent", !items.length && !refused && !lost && !drafts.length);
    when("begun", drafts.length);
    when("waiting", items.length && !isSignedOut);
    when("signed-out", items.length && isSignedOut);
    when("soon", first - Date.now() < WARN);
    when("lost", lost);
    when("refused", refused);
    strip.hidden = false;
    document.dispatchEvent(new CustomEvent("visits:kept", { detail: items }));
  }

  // --- Putting in and sending.

  async function add(kind, visit, body, key, draft) {
    const pressedAt = Date.now();
    const until = pressedAt + hours * store.HOUR;
    await store.addItem({ key, owner, kind, visit, pressedAt, until }, body, draft);
    await show();
  }

  async function ask(url, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const headers = Object.assign({ Accept: "application/json" }, options.headers);
    try {
      const more = { headers, credentials: "same-origin", signal: stop.signal, cache: "no-store" };
      return await fetch(url, Object.assign({}, options, more));
    } finally {
      clearTimeout(timer);
    }
  }

  async function post(item, words, csrf) {
    const body = new URLSearchParams({
      key: item.key,
      owner: item.owner,
      kind: item.kind,
      visit: item.visit || "",
      pressed_at: new Date(item.pressedAt + off).toISOString(),
      body: words || "",
    });
    return ask(strip.dataset.sync, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  }

  // One tab sends at a time; where a browser knows no locks, the server's own make it one.
  function alone(work) {
    if (!navigator.locks) return work();
    return navigator.locks.request("alongside-sending", work);
  }

  async function send(isPoll) {
    const hello = await ask(`${strip.dataset.sync}${isPoll ? "?poll=1" : ""}`, {});
    isSignedOut = hello.status === 401;
    if (!hello.ok) return [];
    const { csrf, staff, now, needs_you: needsYou } = await hello.json();
    const apart = Date.parse(now) - Date.now();
    off = Math.abs(apart) > WRONG ? apart : 0;
    if (staff !== owner) {
      // A colleague signed in meanwhile, in another tab: this page is not theirs, nor its items.
      isSignedOut = true;
      await store.seen(staff);
      return [];
    }
    refused = needsYou;
    unread = 0;
    return sendAll(await store.itemsOf(owner), csrf);
  }

  // Whether the server hears us, and knows us: asked before anything is trusted to the old road.
  async function isHeard() {
    const hello = await ask(strip.dataset.sync, {}).catch(() => null);
    const said = hello && hello.ok ? await hello.json().catch(() => null) : null;
    return Boolean(said && said.staff === owner);
  }

  async function sendAll(items, csrf) {
    const sent = [];
    const held = new Set(); // Visits of which one item got no answer: their others wait for it.
    for (const item of items) {
      if (item.visit && held.has(item.visit)) continue;
      const words = await store.unseal(item);
      if (item.kind === "log" && words === null) {
        unread += 1; // It can't be read just now: sent so, it would be an empty log.
        refused += 1;
        continue;
      }
      const answer = await post(item, words, csrf).catch(() => null);
      if (!answer) break; // The network is gone again.
      if (answer.status === 401) {
        isSignedOut = true;
        break;
      }
      const said = answer.ok ? await answer.json().catch(() => null) : null;
      if (!said) {
        held.add(item.visit); // A fault of ours, or somebody's gateway: no answer.
        continue;
      }
      await store.removeItem(item);
      if (item.kind === "log") await store.drop("pages", owner, `/visits/${item.visit}/log/`);
      // As the server counts: one that it refused before, its answer lost, is in its count already.
      refused = said.needs_you + unread;
      sent.push({ item, said });
    }
    return sent;
  }

  async function sendNow(isPoll) {
    let sent = [];
    try {
      sent = await alone(() => send(isPoll));
    } catch (_noNetwork) {
      // It stays on the phone, and the strip says so.
    }
    await store.sweep(); // After the sending: a phone whose clock has jumped loses nothing.
    await show();
    if (sent.length) document.dispatchEvent(new CustomEvent("visits:sent", { detail: sent }));
  }

  // One after the other: who asks while something is being sent has theirs sent next.
  function sync(isPoll) {
    turn = turn.then(() => sendNow(isPoll)).catch(() => {});
    return turn;
  }

  // --- The worker, and the pages it is to keep.

  async function keepPages() {
    await self.alongside.isSeen;
    const { active } = await navigator.serviceWorker.ready;
    const links = [...document.querySelectorAll("[data-visit] a[href]")].map((a) => a.pathname);
    const wanted = new Set([...links.filter((path) => LOG_PAGE.test(path)), strip.dataset.newLog]);
    if (DAY_PAGE.test(location.pathname) || LOG_PAGE.test(location.pathname)) {
      wanted.add(location.pathname); // The very first page came before there was a worker.
    }
    const stale = [];
    for (const path of wanted) {
      const kept = await store.row("pages", owner, path);
      if (!kept || Date.now() - kept.keptAt > FRESH) stale.push(path);
    }
    // The worker fetches them: a page that loaded while it was starting is not yet its own.
    if (stale.length) active.postMessage({ keep: stale });
  }

  self.alongside.visits = { add, hours, isHeard, owner, said, show, sync, time };

  strip.querySelector("[data-sign-in-link]").search = new URLSearchParams({
    next: location.pathname + location.search,
  });
  strip.querySelector("[data-lost-seen]").addEventListener("click", async () => {
    await store.lostSeen(owner);
    await show();
  });
  window.addEventListener("online", () => sync(true));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) sync(true);
  });
  setInterval(async () => {
    if ((await store.itemsOf(owner)).length) await sync(true);
  }, EVERY);

  // Once the other scripts of the page listen.
  window.addEventListener("DOMContentLoaded", async () => {
    await sync();
    if (!navigator.serviceWorker) return;
    try {
      await navigator.serviceWorker.register(strip.dataset.worker);
      await keepPages();
    } catch (_noNetwork) {
      // What is kept already stays kept.
    }
  });
})();
