// What this phone keeps, each thing sealed and filed under its owner (docs/decisions/0020-no-signal.md).
// Shared by pages and the service worker, as `alongside.store`. Readable at rest are ids, moments
// and kinds; every word is sealed with its owner's key, which the browser uses but never hands out.

self.alongside = self.alongside || {};

self.alongside.store = (() => {
  const HOUR = 3600 * 1000;
  const KEPT = ["items", "drafts", "pages"];
  const can = Boolean(
    self.isSecureContext && self.indexedDB && self.crypto && self.crypto.subtle && self.idb,
  );
  let opened = null;

  function open() {
    if (!opened) {
      opened = self.idb.openDB("alongside", 1, {
        upgrade(db) {
          db.createObjectStore("meta", { keyPath: "name" });
          db.createObjectStore("keys", { keyPath: "owner" });
          // Numbered by the database: the order of pressing is the order of sending.
          db.createObjectStore("items", { keyPath: "number", autoIncrement: true });
          db.createObjectStore("drafts", { keyPath: ["owner", "id"] });
          db.createObjectStore("pages", { keyPath: ["owner", "id"] });
        },
        blocking(_old, _new, event) {
          event.target.close();
          opened = null; // Whatever comes next opens it again.
        },
        terminated() {
          opened = null;
        },
      });
      opened.catch(() => {
        opened = null;
      });
    }
    return opened;
  }

  async function keyOf(owner, isNew) {
    const db = await open();
    const kept = await db.get("keys", owner);
    if (kept || !isNew) return kept && kept.key;
    const key = await self.crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    // Another tab may have made one meanwhile: the first one counts.
    const change = db.transaction("keys", "readwrite");
    const first = await change.store.get(owner);
    if (!first) change.store.put({ owner, key });
    await change.done;
    return first ? first.key : key;
  }

  function ways(owner, iv) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(owner) };
  }

  async function seal(owner, value) {
    const iv = self.crypto.getRandomValues(new Uint8Array(12));
    const words = new TextEncoder().encode(JSON.stringify(value));
    const key = await keyOf(owner, true);
    return { iv, sealed: await self.crypto.subtle.encrypt(ways(owner, iv), key, words) };
  }

  // The words of a row again; null where there is no row, no key, or it is not theirs.
  async function unseal(row) {
    if (!row) return null;
    try {
      const key = await keyOf(row.owner, false);
      const words = await self.crypto.subtle.decrypt(ways(row.owner, row.iv), key, row.sealed);
      return JSON.parse(new TextDecoder().decode(words));
    } catch (_gone) {
      return null;
    }
  }

  // An id that no other phone makes; `crypto.randomUUID` is younger than some phones.
  function newId() {
    const bytes = self.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // --- Presses, logs and taps. The draft goes in the same change: its words are in the item now.

  async function addItem(item, body, draft) {
    const row = Object.assign({}, item, await seal(item.owner, body));
    const db = await open();
    const change = db.transaction(["items", "drafts"], "readwrite");
    change.objectStore("items").add(row);
    if (draft) change.objectStore("drafts").delete([item.owner, draft]);
    await change.done;
  }

  // Each waits for one road: a press or log of a visit, or a tap at the door (`to: "register"`).
  async function itemsOf(owner, to = "visits") {
    const items = await (await open()).getAll("items");
    return items.filter((row) => row.owner === owner && (row.to || "visits") === to);
  }

  async function removeItem(row) {
    await (await open()).delete("items", row.number);
  }

  // --- Drafts and pages: one of each id, and only while their owner is here. What was on its
  // way as they signed out must not come after.

  async function keep(where, owner, id, value, hours) {
    const now = Date.now();
    if ((await whoIsHere()) !== owner) return null;
    const about = { owner, id, keptAt: now, until: now + hours * HOUR };
    const row = Object.assign(about, await seal(owner, value));
    const change = (await open()).transaction([where, "meta"], "readwrite");
    const here = await change.objectStore("meta").get("owner");
    const isHere = Boolean(here && here.owner === owner);
    if (isHere) change.objectStore(where).put(row);
    await change.done;
    return isHere ? row : null;
  }

  async function row(where, owner, id) {
    const found = await (await open()).get(where, [owner, id]);
    return found && found.until > Date.now() ? found : null;
  }

  async function drop(where, owner, id) {
    await (await open()).delete(where, [owner, id]);
  }

  async function draftsOf(owner) {
    return (await (await open()).getAll("drafts")).filter((draft) => draft.owner === owner);
  }

  // --- Whose phone it is just now.

  async function whoIsHere() {
    const row = await (await open()).get("meta", "owner");
    return row ? row.owner : "";
  }

  // Somebody was seen signed in: what the one before kept to read goes; their unsent words stay
  // sealed for their own return.
  async function seen(owner) {
    const db = await open();
    const change = db.transaction(["meta", "pages"], "readwrite");
    const before = await change.objectStore("meta").get("owner");
    if (!before || before.owner !== owner) {
      change.objectStore("meta").put({ name: "owner", owner });
      for (const [whose, id] of await change.objectStore("pages").getAllKeys()) {
        if (whose !== owner) change.objectStore("pages").delete([whose, id]);
      }
    }
    await change.done;
  }

  // Somebody is signing in, and who is not known yet: until they are seen, no kept page opens.
  async function nobodyHere() {
    await (await open()).delete("meta", "owner");
  }

  // --- Forgetting.

  // What is past its hours goes, also unsent: how many were lost is kept, without their words.
  async function sweep() {
    const db = await open();
    const now = Date.now();
    const change = db.transaction([...KEPT, "meta"], "readwrite");
    for (const where of KEPT) {
      let cursor = await change.objectStore(where).openCursor();
      while (cursor) {
        const { owner, until } = cursor.value;
        if (until <= now) {
          if (where !== "pages") await count(change.objectStore("meta"), `lost:${owner}`);
          await cursor.delete();
        }
        cursor = await cursor.continue();
      }
    }
    await change.done;
  }

  async function count(meta, name) {
    const before = await meta.get(name);
    await meta.put({ name, count: (before ? before.count : 0) + 1 });
  }

  async function lost(owner) {
    const row = await (await open()).get("meta", `lost:${owner}`);
    return row ? row.count : 0;
  }

  async function lostSeen(owner) {
    await (await open()).delete("meta", `lost:${owner}`);
  }

  // All that is somebody's, and the key: what a copied disk still holds of it opens never again.
  async function wipe(owner) {
    const db = await open();
    const change = db.transaction([...KEPT, "meta", "keys"], "readwrite");
    for (const where of KEPT) {
      let cursor = await change.objectStore(where).openCursor();
      while (cursor) {
        if (cursor.value.owner === owner) await cursor.delete();
        cursor = await cursor.continue();
      }
    }
    change.objectStore("keys").delete(owner);
    change.objectStore("meta").delete("owner");
    change.objectStore("meta").delete(`lost:${owner}`);
    await change.done;
  }

  // --- A moment in words.

  function time(moment) {
    const at = new Date(moment);
    const minutes = at.getMinutes() ? `.${String(at.getMinutes()).padStart(2, "0")}` : "";
    return `${at.getHours() % 12 || 12}${minutes}${at.getHours() < 12 ? "am" : "pm"}`;
  }

  function said(moment) {
    const isToday = new Date(moment).toDateString() === new Date().toDateString();
    const day = new Date(moment).toLocaleDateString("en-GB", { weekday: "long" });
    return isToday ? time(moment) : `${day} ${time(moment)}`;
  }

  return {
    HOUR, can, addItem, draftsOf, drop, itemsOf, keep, lost, lostSeen, newId, nobodyHere, removeItem, row,
    said, seen, sweep, time, unseal, whoIsHere, wipe,
  };
})();
