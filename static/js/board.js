// A board that could not be refreshed says so: what it shows may be old.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const stale = document.querySelector("[data-stale]");
  if (stale && detail.target?.id === "board") stale.hidden = detail.successful;
});
