// The service worker of visits: answers from what the phone kept, where the network does not.
// `/visits/sw.js` names the files of this version and brings this in.

(() => {
  const { store } = self.alongside;
  const { assets, cache, style } = self.ALONGSIDE;
  const PAGE = /^\/visits\/(day|log|[0-9a-f-]{36}\/log)\/$/;
  const PATIENCE = 4 * 1000; // How long a kept page is held back for a slow network.
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
    if (store.can) await store.sweep();
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin) return;
    if (assets.includes(url.pathname)) event.respondWith(asset(request));
    else if (store.can && PAGE.test(url.pathname) && !url.search) event.respondWith(page(event, url));
    else if (request.mode === "navigate") event.respondWith(fetch(request).catch(nothing));
  });

  self.addEventListener("message", (event) => {
    const paths = event.data.keep.filter((path) => PAGE.test(path));
    event.waitUntil(fetchAll(paths).catch(() => {})); // Without signal: another time.
  });

  async function fetchAll(paths) {
    for (const path of paths) {
      await keep(path, await fetch(path, { credentials: "same-origin" }));
    }
  }

  async function asset(request) {
    return (await caches.match(request)) || fetch(request);
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

  // Only what the server marks is kept. What it marks no longer is forgotten; a sign-in page,
  // to which a session that is over was sent, says nothing about the page.
  async function keep(path, answer) {
    if (!answer.ok || answer.redirected) return;
    const owner = answer.headers.get("Phone-Owner");
    if (!owner) {
      const here = await store.whoIsHere();
      if (here) await store.drop("pages", here, path);
      return;
    }
    const headers = ALSO.filter((name) => answer.headers.has(name)).map((name) => [name, answer.headers.get(name)]);
    const value = { text: await answer.text(), headers };
    await store.keep("pages", owner, path, value, Number(answer.headers.get("Phone-Hours")));
  }

  async function copyOf(path) {
    const owner = await store.whoIsHere();
    const row = owner && (await store.row("pages", owner, path));
    const kept = await store.unseal(row || null);
    if (!kept) return null;
    const said = `<p class="callout callout--info" data-kept-copy>You are seeing what this phone kept at ${time(row.keptAt)}.</p>`;
    return new Response(kept.text.replace("<!-- kept copy -->", said), { headers: kept.headers });
  }

  function time(moment) {
    const at = new Date(moment);
    const minutes = at.getMinutes() ? `.${String(at.getMinutes()).padStart(2, "0")}` : "";
    return `${at.getHours() % 12 || 12}${minutes}${at.getHours() < 12 ? "am" : "pm"}`;
  }

  function nothing() {
    const words = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No signal · Alongside</title><link rel="stylesheet" href="${style}"><main class="page page--narrow"><h1>No signal</h1>
<p>This page is not on this phone. Your day and the logs of its visits are, if you opened it this morning; what you wrote is kept.</p>
<p><a class="btn btn-primary" href="/visits/day/">My day</a></p></main></html>`;
    const headers = {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'",
    };
    return new Response(words, { status: 503, headers });
  }
})();
