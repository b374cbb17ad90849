// On every page of staff: who is here, and that nothing of theirs stays when they sign out.

(() => {
  const { store } = self.alongside;
  if (!store.can) return;
  const meta = document.querySelector('meta[name="owner"]');
  const isCopy = document.querySelector("[data-kept-copy]");
  const isSeen = meta && !isCopy ? store.seen(meta.content).catch(() => {}) : Promise.resolve();
  self.alongside.isSeen = isSeen; // What is kept waits for this.
  const others = self.BroadcastChannel ? new BroadcastChannel("alongside-who") : null;

  // A page of somebody who is here no more is not shown: in another tab, or on going back.
  async function look() {
    if (!meta) return;
    const isTheirs = (await store.whoIsHere().catch(() => "")) === meta.content;
    if (!isTheirs) location.reload();
    document.body.hidden = !isTheirs;
  }

  if (others) others.addEventListener("message", look);
  window.addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    document.body.hidden = Boolean(meta);
    look();
  });

  // Whoever signs in may be somebody else: from here on nobody's kept page opens, until they are seen.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("[data-signed-out]") || form.method !== "post" || form.matches("[data-sign-out]")) return;
    event.preventDefault();
    await store.nobodyHere().catch(() => {});
    HTMLFormElement.prototype.submit.call(form);
  });

  function counted(count, one) {
    return count ? [`${count} ${one}${count === 1 ? "" : "s"}`] : [];
  }

  // What only this phone knows of, in words: visits (pressed, written up, or a note begun), and
  // taps at the door; and where they are sent from.
  async function unsent(owner) {
    const items = (await store.itemsOf(owner)).map((item) => item.visit || item.key);
    const drafts = (await store.draftsOf(owner)).map((draft) => draft.id.replace("visit:", ""));
    const visits = new Set([...items, ...drafts]).size;
    const taps = await store.itemsOf(owner, "register");
    const all = visits + taps.length;
    const said = [...counted(visits, "visit"), ...counted(taps.length, "tap")].join(" and ");
    const where = visits || !all ? "" : `/afternoons/${taps[0].afternoon}/register/`;
    return { said: said && `${said} ${all === 1 ? "is" : "are"}`, where };
  }

  function ask(form, owner, said, where) {
    const dialog = document.getElementById("leaving");
    dialog.querySelector("[data-leaving-count]").textContent = said;
    if (where) dialog.querySelector("[data-stay]").href = where;
    dialog.querySelector("[data-leave]").onclick = () => leave(form, owner);
    dialog.hidden = false;
    if (dialog.showModal && !dialog.open) dialog.showModal();
    else dialog.scrollIntoView();
  }

  async function leave(form, owner) {
    await store.wipe(owner);
    // Other tabs look only once the session is over: before, they would be seen again.
    const body = new FormData(form);
    await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
    if (others) others.postMessage("somebody left");
    HTMLFormElement.prototype.submit.call(form);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]")) return;
    event.preventDefault();
    try {
      const owner = meta ? meta.content : await store.whoIsHere();
      const { said, where } = owner ? await unsent(owner) : {};
      if (said) ask(form, owner, said, where);
      else await leave(form, owner);
    } catch (_broken) {
      form.submit(); // A phone that can keep nothing has nothing to forget.
    }
  });
})();
