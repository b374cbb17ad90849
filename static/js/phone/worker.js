// The service worker of visits and of the register: answers from what the phone kept, where the
// network does not. `/visits/sw.js` and `/afternoons/sw.js` name the files of this version, and
// each the pages it may keep, and bring this in.

(() => {
  const { store } = self.alongside;
  const { assets, cache, files, has, home, homeWord, pages: PAGE, style } = self.ALONGSIDE;
  const PATIENCE = 4 * 1000; // How long a kept page is held back for a slow network.
  const GONE = [403, 404, 410];
  const SIGN_IN = /^\/accounts\//;
  const SAID_ONCE = /<!-- said once -->[\s\S]*?<!-- until here -->/;
  const ALSO = ["Content-Type", "Content-Security-Policy", "Referrer-Policy", "X-Frame-Options"];

  self.addEventListener("install", (event) => {
    self.skipWaiting();
    event.waitUntil(caches.open(cache).then((kept) => kept.addAll(assets)));
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil(tidy().then(() => self.clients.claim()));
  });

  // The version before stays: this morning's kept pages are drawn with its files.
  async function tidy() {
    const names = (await caches.keys()).filter((name) => name.startsWith("alongside-"));
    for (const name of names.slice(0, -2)) await caches.delete(name);
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (url.pathname.startsWith(files)) event.respondWith(asset(request));
    else if (store.can && PAGE.test(url.pathname) && !url.search) event.respondWith(page(event, url));
    else if (request.mode === "navigate") event.respondWith(fetch(request).catch(nothing));
  });

  self.addEventListener("message", (event) => {
    const paths = event.data.keep.filter((path) => PAGE.test(path));
    event.waitUntil(fetchAll(paths).catch(() => {})); // Without signal: another time.
  });

  async function fetchAll(paths) {
    for (const path of paths) {
      // What the server says only once is for her to see, not for the copy.
      await keep(path, await fetch(path, { credentials: "same-origin", headers: { "Phone-Copy": "yes" } }));
    }
  }

  async function asset(request) {
    const kept = await caches.open(cache);
    return (await kept.match(request)) || (await caches.match(request)) || fetch(request);
  }

  // The network first; the kept copy where it fails, or is silent for some seconds.
  async function page(event, url) {
    const asked = fetch(event.request);
    event.waitUntil(asked.then((answer) => keep(url.pathname, answer.clone())).catch(() => {}));
    const copy = await copyOf(url.pathname).catch(() => null);
    if (!copy) return asked.catch(nothing);
    const slow = new Promise((done) => setTimeout(done, PATIENCE));
    const answer = await Promise.race([asked.catch(() => null), slow]);
    const isGateway = answer && [502, 503, 504].includes(answer.status);
    return answer && !isGateway ? answer : copy;
  }

  // Only what the server marks is kept. What it marks no longer, gives no longer, or leads on from
  // is forgotten; a sign-in page, to which a session that is over was sent, says nothing about it.
  async function keep(path, answer) {
    const isGone = GONE.includes(answer.status);
    if (answer.redirected ? SIGN_IN.test(new URL(answer.url).pathname) : !answer.ok && !isGone) return;
    const owner = answer.headers.get("Phone-Owner");
    if (isGone || answer.redirected || !owner) {
      const here = await store.whoIsHere();
      if (here) await store.drop("pages", here, path);
      return;
    }
    const headers = ALSO.filter((name) => answer.headers.has(name)).map((name) => [name, answer.headers.get(name)]);
    const text = (await answer.text()).replace(SAID_ONCE, "");
    const value = { text, headers };
    await store.keep("pages", owner, path, value, Number(answer.headers.get("Phone-Hours")));
  }

  async function copyOf(path) {
    const owner = await store.whoIsHere();
    const row = owner && (await store.row("pages", owner, path));
    const kept = await store.unseal(row || null);
    if (!kept) return null;
    const isToday = store.said(row.keptAt) === store.time(row.keptAt);
    const at = `${isToday ? "at" : "on"} ${store.said(row.keptAt)}`;
    const said = `<p class="callout callout--info" data-kept-copy>You are seeing what this phone kept ${at}.</p>`;
    // No browser is to hold it beside us: it would come back after a sign-out.
    const headers = [...kept.headers, ["Cache-Control", "no-store"]];
    return new Response(kept.text.replace("<!-- kept copy -->", said), { headers });
  }

  function nothing() {
    const words = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No signal · Alongside</title><link rel="stylesheet" href="${style}"><main class="page page--narrow"><h1>No signal</h1>
<p>This page is not on this device. ${has}</p>
<p><a class="btn btn-primary" href="${home}">${homeWord}</a></p></main></html>`;
    const headers = {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'",
    };
    return new Response(words, { status: 503, headers });
  }
})();
