// On every page of visits: the strip that says what is not sent, the sending, and the worker.

(() => {
  const { store } = self.alongside;
  const strip = document.getElementById("on-phone");
  const meta = document.querySelector('meta[name="owner"]');
  if (!store.can || !strip || !meta) return;
  const owner = meta.content;
  const hours = Number(document.querySelector('meta[name="offline-hours"]').content);
  const WARN = 2 * store.HOUR;
  const FRESH = 6 * store.HOUR; // How old a kept log page may be before it is fetched again.
  const LOG_PAGE = /^\/visits\/([0-9a-f-]{36}\/)?log\/$/;
  const DAY_PAGE = /^\/visits\/day\/$/;
  const { said, time } = store;

  async function show() {
    const { fill, isSignedOut, refused, when } = road;
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

  const road = self.alongside.road({
    strip,
    owner,
    show,
    to: "visits",
    fields: (item, words) => ({ kind: item.kind, visit: item.visit || "", body: words || "" }),
    // Sent without its words, it would be an empty log.
    isReadable: (item, words) => item.kind !== "log" || words !== null,
    after: async (item) => {
      if (item.kind === "log") await store.drop("pages", owner, `/visits/${item.visit}/log/`);
    },
    holds: (item) => item.visit, // Of one that got no answer, the same visit’s others wait.
    sent: "visits:sent",
  });
  const { isHeard, sync } = road;

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
