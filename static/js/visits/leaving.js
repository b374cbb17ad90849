// On every page of staff: who is here, and that nothing of theirs stays when they sign out.

(() => {
  const { store } = self.alongside;
  if (!store.can) return;
  const meta = document.querySelector('meta[name="owner"]');
  const isCopy = document.querySelector("[data-kept-copy]");
  const isSeen = meta && !isCopy ? store.seen(meta.content).catch(() => {}) : Promise.resolve();
  self.alongside.isSeen = isSeen; // What is kept waits for this.

  // Visits that only this phone knows of: pressed, written up, or a note begun.
  async function unsent(owner) {
    const items = (await store.itemsOf(owner)).map((item) => item.visit || item.key);
    const drafts = (await store.draftsOf(owner)).map((draft) => draft.id.replace("visit:", ""));
    return new Set([...items, ...drafts]).size;
  }

  function ask(form, owner, count) {
    const dialog = document.getElementById("leaving");
    dialog.querySelector("[data-leaving-count]").textContent =
      count === 1 ? "1 visit is" : `${count} visits are`;
    dialog.querySelector("[data-leave]").onclick = () => leave(form, owner);
    dialog.hidden = false;
    if (dialog.showModal && !dialog.open) dialog.showModal();
    else dialog.scrollIntoView();
  }

  async function leave(form, owner) {
    await store.wipe(owner);
    form.submit();
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-sign-out]")) return;
    event.preventDefault();
    try {
      const owner = meta ? meta.content : await store.whoIsHere();
      const count = owner ? await unsent(owner) : 0;
      if (count) ask(form, owner, count);
      else await leave(form, owner);
    } catch (_broken) {
      form.submit(); // A phone that can keep nothing has nothing to forget.
    }
  });
})();
