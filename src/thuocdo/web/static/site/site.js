// Small comforts; every page reads and works without them.
(() => {
  "use strict";

  // The reasons of a number open beside the page, and focus goes back where it came from.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "why-body") return;
    const panel = document.getElementById("why");
    if (!panel.open) panel.showModal();
  });

  // The list of found units closes with Escape and when the reader goes elsewhere.
  const found = document.getElementById("found");
  const search = document.getElementById("q");
  const close = () => found.replaceChildren();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (found.childElementCount) {
      close();
      search.focus();
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".site-search")) close();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // Forms that only choose what to see answer at once.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-at-once]");
    if (form) form.requestSubmit();
  });

  // A slider and the number beside it are one value.
  document.addEventListener("input", (event) => {
    const twin = event.target.dataset.twin;
    if (twin) document.getElementById(twin).value = event.target.value;
  });
})();
