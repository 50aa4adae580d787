/* Small conveniences. Every page works without this file. */
(() => {
  "use strict";

  // A page that comes back with errors speaks first.
  document.querySelector(".error-summary")?.focus();

  // On a narrow screen the desk's menu starts folded.
  const menu = document.querySelector(".desk-menu");
  if (menu && window.matchMedia("(max-width: 61.99rem)").matches) menu.open = false;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    if (button.dataset.copy && navigator.clipboard) {
      navigator.clipboard.writeText(button.dataset.copy).then(() => {
        if (button.dataset.copied) button.textContent = button.dataset.copied;
      });
    }
  });

  // What leads to a page that takes a while to count says so until the page is there.
  const waiting = document.querySelector("[data-waiting]");
  if (waiting) {
    const say = () => { waiting.textContent = waiting.dataset.waiting; };
    for (const part of document.querySelectorAll("[data-slow]")) {
      part.addEventListener("submit", say);
      part.addEventListener("click", (event) => {
        const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
        if (event.target.closest("a[href]") && !elsewhere) say();
      });
    }
    window.addEventListener("pageshow", () => { waiting.textContent = ""; });
  }

  // Buttons that only a script can serve are hidden until it is here.
  for (const button of document.querySelectorAll("[data-needs-script]")) button.hidden = false;

  // One press, one submission; after a moment (a download leaves the page open) or "back", again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A text box with a limit says how much is left.
  for (const box of document.querySelectorAll("textarea[maxlength]")) {
    const counter = document.getElementById(`${box.id}_count`);
    if (!counter) continue;
    const show = () => { counter.textContent = `${box.value.length} / ${box.maxLength}`; };
    box.addEventListener("input", show);
    show();
  }

  // The admin's search boxes take the name of their label, as soon as the script that draws them has.
  const searched = document.querySelectorAll("select.admin-autocomplete");
  const nameBoxes = () => {
    for (const select of searched) {
      const [label] = select.labels;
      const box = select.parentElement.querySelector(".select2-selection");
      const value = box?.querySelector("[role=textbox]");
      if (!label || !value || value.hasAttribute("aria-labelledby")) continue;
      label.id = `${select.id}_label`;
      box.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
      value.setAttribute("aria-labelledby", label.id);
    }
  };
  if (searched.length) new MutationObserver(nameBoxes).observe(document.body, { childList: true, subtree: true });
})();
