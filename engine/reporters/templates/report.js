"use strict";
(() => {
  const shown = (e) => e.offsetParent !== null;
  const cards = () => [...document.querySelectorAll(".card")].filter(shown);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const see = (e, block) => e.scrollIntoView({ block, behavior: still.matches ? "auto" : "smooth" });
  const number = (card) => card.querySelector(".number");
  const place = (card) => document.getElementById(number(card).hash.slice(1));

  const select = (card, focus) => {
    for (const e of document.querySelectorAll(".current")) e.classList.remove("current");
    card.classList.add("current");
    for (const m of document.querySelectorAll(`mark[data-card="${card.id}"]`)) m.classList.add("current");
    if (focus) number(card).focus({ preventScroll: true });
  };
  const step = (by) => {
    const all = cards();
    if (!all.length) return;
    const at = all.findIndex((c) => c.classList.contains("current"));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    select(next, true);
    see(next, "nearest");
    see(place(next), "center");
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    const inList = event.target.closest(".findings");
    const by = { j: 1, k: -1, ArrowDown: inList && 1, ArrowUp: inList && -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
  document.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (card) return select(card, false);
    const mark = event.target.closest("a.ref") || event.target.closest("mark[data-card]");
    if (!mark) return;
    const to = document.getElementById(mark.dataset.card || mark.hash.slice(1));
    if (!shown(to)) return;
    event.preventDefault();
    select(to, true);
    see(to, "nearest");
  });
  addEventListener("beforeprint", () => {
    for (const d of document.querySelectorAll("details")) d.open = true;
  });
  document.querySelector(".keys").hidden = false;
})();
