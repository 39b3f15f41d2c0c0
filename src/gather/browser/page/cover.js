// Covers what a picture may not show by changing it in place, so that no layout, layer or animation can uncover it.

const COVER_BOUND = { ms: 1500, nodes: 60000, chars: 2000000, pseudo: true };
const BLOCK = "\u2588";
let covered = [];

const masked = (text, ranges) => {
  let out = text;
  for (const { start, end } of ranges) out = out.slice(0, start) + BLOCK.repeat(end - start) + out.slice(end);
  return out;
};

const hide = (element) => {
  const before = attributeOf(element, "style");
  element.style.setProperty("visibility", "hidden", "important");
  covered.push({ stands: () => element.style.visibility === "hidden", undo: () => (before === null ? element.removeAttribute("style") : element.setAttribute("style", before)) });
};

const setText = (node, after) => {
  const before = node.data;
  node.data = after;
  covered.push({ stands: () => node.data === after || !node.isConnected, undo: () => node.data === after && (node.data = before) });
};

const setValue = (element, after) => {
  const before = element.value;
  element.value = after;
  if (element.value !== after) return hide(element);
  covered.push({ stands: () => element.value === after || !element.isConnected, undo: () => element.value === after && (element.value = before) });
};

const setAttribute = (element, name, after) => {
  const before = attributeOf(element, name);
  element.setAttribute(name, after);
  covered.push({ stands: () => attributeOf(element, name) === after || !element.isConnected, undo: () => attributeOf(element, name) === after && element.setAttribute(name, before) });
};

/** Numbers shown that are no test person's, and what hides them; `complete` where everything could be read. */
const uncovered = (allowed) => {
  const { pieces, hides, complete } = read(bodyOf(document) ?? rootOf(document), COVER_BOUND);
  const ranges = new Map();
  for (const { digits, groups } of numbersIn(pieces)) {
    if (allowed.includes(digits)) continue;
    for (const { piece, start, end } of groups) (ranges.get(piece) ?? ranges.set(piece, []).get(piece)).push({ start, end });
  }
  return { ranges, hides, complete };
};

/** Covers; gives the size of the page, or nothing where not everything could be read. */
const cover = (allowed) => {
  watching = false;
  const { ranges, hides, complete } = uncovered(allowed);
  for (const [piece, list] of ranges) {
    if (piece.hide) hide(piece.element);
    else if (piece.node) setText(piece.node, masked(piece.text, list) + piece.node.data.slice(piece.text.length));
    else if (piece.value) setValue(piece.element, masked(piece.text, list));
    else setAttribute(piece.element, piece.attribute, masked(piece.text, list));
  }
  for (const { element, password } of hides) password ? setValue(element, "") : hide(element);
  const { scrollWidth, scrollHeight } = rootOf(document);
  return { complete, width: Math.max(scrollWidth, innerWidth), height: Math.max(scrollHeight, innerHeight) };
};

/** Undoes it; says whether everything was covered until now. */
const uncover = (allowed) => {
  const { ranges, hides, complete } = uncovered(allowed);
  const held = complete && ranges.size === 0 && hides.length === 0 && covered.every(({ stands }) => stands());
  for (const { undo } of covered.reverse()) undo();
  covered = [];
  resume();
  return { held };
};
