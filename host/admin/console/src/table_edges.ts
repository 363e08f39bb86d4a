// Says of every table that is wider than its box where more of it lies: data-beyond="start end". The style shows it.
const boxes = ".table-box";

function mark(box: HTMLElement): void {
  const { scrollLeft, scrollWidth, clientWidth } = box;
  const beyond = [scrollLeft > 1 && "start", scrollLeft + clientWidth < scrollWidth - 1 && "end"].filter(Boolean).join(" ");
  if (beyond === (box.dataset["beyond"] ?? "")) return;
  if (beyond) box.dataset["beyond"] = beyond;
  else delete box.dataset["beyond"];
}

// Tables come and go with the pages and grow with their rows: one watch of each box and its table.
export function watch_table_edges(root: HTMLElement): void {
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const box = target.closest<HTMLElement>(boxes);
      if (box) mark(box);
    }
  });
  const watched = new WeakSet<Element>();
  const find = () => {
    for (const box of root.querySelectorAll<HTMLElement>(boxes)) {
      if (watched.has(box)) continue;
      watched.add(box);
      sizes.observe(box);
      if (box.firstElementChild) sizes.observe(box.firstElementChild);
    }
  };
  new MutationObserver(find).observe(root, { childList: true, subtree: true });
  root.addEventListener("scroll", (event) => {
    if (event.target instanceof HTMLElement && event.target.matches(boxes)) mark(event.target);
  }, { capture: true, passive: true });
  find();
}
