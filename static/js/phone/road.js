// The one road by which a phone sends what it kept: asked who is here, then item by item, each
// until it has an answer. As `alongside.road(about)`, for visits and for the register.
//
// about: strip (where it says what is not sent; its data name the address), owner, show (draws
// it), to (whose items), fields (what one says), isReadable, after (one was taken), holds (what
// waits for one without an answer), sent (the event that says so).

self.alongside.road = (about) => {
  const { store } = self.alongside;
  const { owner, strip, to } = about;
  const EVERY = 30 * 1000;
  const PATIENCE = 20 * 1000; // A lift can hold a request open for ever.
  const WRONG = 60 * 1000; // A clock off by less than this is the network's slowness.
  let unread = 0; // How many can't be unsealed.
  let off = 0; // By how much this phone's clock is wrong, in milliseconds.
  let turn = Promise.resolve();
  const road = { fill, isHeard, isSignedOut: false, refused: 0, sync, when };

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

  // --- Sending.

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
    const said = {
      key: item.key,
      owner: item.owner,
      pressed_at: new Date(item.pressedAt + off).toISOString(),
    };
    const body = new URLSearchParams(Object.assign(said, about.fields(item, words)));
    return ask(strip.dataset.sync, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  }

  // One tab sends at a time; where a browser knows no locks, the server's own make it one.
  function alone(work) {
    if (!navigator.locks) return work();
    return navigator.locks.request(to === "visits" ? "alongside-sending" : `alongside-sending-${to}`, work);
  }

  async function send(isPoll) {
    const hello = await ask(`${strip.dataset.sync}${isPoll ? "?poll=1" : ""}`, {});
    road.isSignedOut = hello.status === 401;
    if (!hello.ok) return [];
    const { csrf, staff, now, needs_you: needsYou } = await hello.json();
    const apart = Date.parse(now) - Date.now();
    off = Math.abs(apart) > WRONG ? apart : 0;
    if (staff !== owner) {
      // A colleague signed in meanwhile, in another tab: this page is not theirs, nor its items.
      road.isSignedOut = true;
      await store.seen(staff);
      return [];
    }
    road.refused = needsYou || 0;
    unread = 0;
    return sendAll(await store.itemsOf(owner, to), csrf);
  }

  // Whether the server hears us, and knows us: asked before anything is trusted to the old road.
  async function isHeard() {
    const hello = await ask(strip.dataset.sync, {}).catch(() => null);
    const said = hello && hello.ok ? await hello.json().catch(() => null) : null;
    return Boolean(said && said.staff === owner);
  }

  async function sendAll(items, csrf) {
    const sent = [];
    const held = new Set(); // Of what got no answer: its others wait for it.
    for (const item of items) {
      const words = await store.unseal(item);
      const holds = about.holds(item, words);
      if (holds && held.has(holds)) continue;
      if (!about.isReadable(item, words)) {
        unread += 1; // It can't be read just now.
        road.refused += 1;
        continue;
      }
      const answer = await post(item, words, csrf).catch(() => null);
      if (!answer) break; // The network is gone again.
      if (answer.status === 401) {
        road.isSignedOut = true;
        break;
      }
      const said = answer.ok ? await answer.json().catch(() => null) : null;
      if (!said) {
        held.add(holds); // A fault of ours, or somebody's gateway: no answer.
        continue;
      }
      await store.removeItem(item);
      await about.after(item);
      // As the server counts: one that it refused before, its answer lost, is in its count already.
      if (said.needs_you !== undefined) road.refused = said.needs_you + unread;
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
    await about.show();
    if (sent.length) document.dispatchEvent(new CustomEvent(about.sent, { detail: sent }));
  }

  // One after the other: who asks while something is being sent has theirs sent next.
  function sync(isPoll) {
    turn = turn.then(() => sendNow(isPoll)).catch(() => {});
    return turn;
  }

  strip.querySelector("[data-sign-in-link]").search = new URLSearchParams({
    next: location.pathname + location.search,
  });
  strip.querySelector("[data-lost-seen]").addEventListener("click", async () => {
    await store.lostSeen(owner);
    await about.show();
  });
  window.addEventListener("online", () => sync(true));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) sync(true);
  });
  setInterval(async () => {
    if ((await store.itemsOf(owner, to)).length) await sync(true);
  }, EVERY);

  return road;
};
