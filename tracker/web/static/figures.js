// Shows what explains a figure beside the link to its page: when the pointer rests on the link or the keyboard reaches
// it, and to stay on a click, a tap or Enter. What is shown is that page's own article. Without this script, or where
// something fails, the link leads to the page.
"use strict";

// In a list of links, or reached by Tab, "77.3 %" says nothing: whose it is, from the heads of its row and column, is
// added to its name.
document.querySelectorAll("main tbody td a").forEach((link) => {
  const said = link.textContent.trim(), cell = link.closest("td"), row = cell.parentElement, table = row.closest("table");
  if (link.hasAttribute("aria-label") || (/\p{L}/u.test(said) && !link.href.includes("/figures/"))) return;
  const heads = [row.parentElement.querySelector("th[scope=rowgroup]"), row.querySelector("th[scope=row]")];
  const words = heads.map((head) => head && (head.querySelector("a, .unseen") ?? head).textContent);
  const column = table.tHead?.rows[0].cells[cell.cellIndex];
  words.push(column && (column.querySelector(".unseen") ?? column).textContent);
  const named = words.filter(Boolean).map((one) => one.replaceAll(/\s+/g, " ").trim());
  link.setAttribute("aria-label", [said, ...named].join(", "));
});

(() => {
  if (!("popover" in HTMLElement.prototype)) return;

  const LINKS = 'main a[href*="/figures/"]';
  const SHOW_AFTER = 350, HIDE_AFTER = 300, EDGE = 8, LEAST = 240;
  const NARROW = matchMedia("(max-width: 40rem)");

  const box = document.createElement("div");
  box.id = "figure-explained";
  box.popover = "auto";
  box.tabIndex = -1;
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-labelledby", "figure-explained-title");
  document.body.append(box);

  let link = null; // whose figure is shown, or will be
  let stays = false; // until it is closed, wherever the pointer goes
  let closedAt = null; // the link that is not to open it again by having the focus
  let timer = 0, turn = 0;

  const isOpen = () => box.matches(":popover-open");
  const find = (event) => event.target instanceof Element && event.target.closest(LINKS);

  function mark(one) {
    one.setAttribute("aria-haspopup", "dialog");
    one.setAttribute("aria-expanded", String(isOpen() && one === link));
  }

  function later(wait, then) {
    clearTimeout(timer);
    timer = setTimeout(then, wait);
  }

  async function load(address) {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const title = document.createElement("h2");
    title.id = "figure-explained-title";
    title.append(...page.querySelector("h1").childNodes);
    const article = page.querySelector("[data-explained]");
    article.querySelector("[data-beside]").hidden = false;
    return [title, article];
  }

  async function show(one, { staying }) {
    clearTimeout(timer);
    if (!(isOpen() && one === link)) {
      const mine = ++turn;
      let content;
      try {
        content = await load(one.href);
      } catch {
        if (staying && mine === turn) location.assign(one.href);
        return;
      }
      if (mine !== turn || !one.isConnected) return;
      if (isOpen()) box.hidePopover();
      link = one;
      stays = false;
      box.replaceChildren(...content);
      box.showPopover();
      box.scrollTop = 0;
      place();
      mark(link);
    }
    if (!staying) return;
    stays = true;
    box.focus({ preventScroll: true });
  }

  function hide() {
    clearTimeout(timer);
    turn += 1;
    if (isOpen()) box.hidePopover();
  }

  function hideSoon() {
    turn += 1; // what is still on its way is not wanted any more
    if (stays || box.contains(document.activeElement)) clearTimeout(timer);
    else later(HIDE_AFTER, hide);
  }

  function place() {
    if (!isOpen() || !link) return;
    if (NARROW.matches) {
      box.removeAttribute("style");
      return;
    }
    const at = link.getBoundingClientRect();
    const below = innerHeight - at.bottom - 2 * EDGE, above = at.top - 2 * EDGE;
    box.style.maxHeight = "";
    const goesBelow = box.offsetHeight <= below || below >= above;
    box.style.maxHeight = `${Math.min(box.offsetHeight, Math.max(goesBelow ? below : above, LEAST))}px`;
    const top = goesBelow ? at.bottom + EDGE : at.top - box.offsetHeight - EDGE;
    box.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - box.offsetWidth - EDGE))}px`;
    box.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - box.offsetHeight - EDGE))}px`;
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    if (event.target instanceof Element && box.contains(event.target)) return clearTimeout(timer);
    const one = find(event);
    if (one) later(SHOW_AFTER, () => show(one, { staying: false }));
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType !== "mouse") return;
    const inside = event.target instanceof Element && (find(event) || box.contains(event.target));
    if (!inside) return;
    if (isOpen()) hideSoon();
    else hide();
  });

  document.addEventListener("focusin", (event) => {
    const one = find(event);
    if (!one) return;
    mark(one);
    if (one !== closedAt && one.matches(":focus-visible")) later(SHOW_AFTER, () => show(one, { staying: false }));
  });
  document.addEventListener("focusout", (event) => {
    if (!find(event)) return;
    closedAt = null;
    if (!box.contains(event.relatedTarget)) hideSoon();
  });

  document.addEventListener("click", (event) => {
    const one = find(event);
    if (!one || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(one, { staying: true });
  });
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) hide();
  });

  // Whoever leaves it by the keyboard is where they came from, and goes on from there.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const inside = [...box.querySelectorAll("a[href], button")];
    const edge = event.shiftKey ? [box, inside[0]] : [inside.at(-1)];
    if (!edge.includes(document.activeElement)) return;
    event.preventDefault();
    hide();
  });

  let hadFocus = false;
  box.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed") return;
    hadFocus = box.contains(document.activeElement);
    if (hadFocus || document.activeElement === link) closedAt = link; // the focus comes back before it is told
  });
  box.addEventListener("toggle", (event) => {
    if (!link) return;
    mark(link);
    if (event.newState !== "closed" || isOpen()) return;
    stays = false;
    const nowhere = document.activeElement === document.body || box.contains(document.activeElement);
    if (hadFocus && nowhere) link.focus({ preventScroll: true });
  });

  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);
  document.querySelectorAll(LINKS).forEach(mark);
})();
