// Finds a control by its words or a selector, and says how it stands on the page.

const CONTROLS = "a, area, button, input, label, summary, [onclick], [role=button], [role=link], [role=menuitem], [role=tab]";

/** Words of an element, hidden ones included or not. */
const wordsOf = (element, hidden) => {
  if (!hidden) return collapse(linesOf(read(element, { ms: 50, nodes: 500, chars: 4096 }).pieces).join(" "));
  const parts = [];
  const walk = (node) => {
    if (parts.length > 200) return;
    if (nodeTypeOf(node) === Node.TEXT_NODE) parts.push(node.data);
    else if (localNameOf(node) === "img") parts.push(node.alt);
    else if (nodeTypeOf(node) === Node.ELEMENT_NODE && !["script", "style", "template"].includes(localNameOf(node))) [...childrenOf(node)].forEach(walk);
  };
  walk(element);
  return collapse(parts.join(" "));
};

const namesOf = (element) => {
  const names = [attributeOf(element, "aria-label"), attributeOf(element, "title"), attributeOf(element, "alt")];
  const labels = attributeOf(element, "aria-labelledby")?.split(/\s+/) ?? [];
  names.push(labels.map((id) => element.getRootNode().getElementById?.(id)?.textContent ?? "").join(" "));
  if (localNameOf(element) === "input") {
    if (["submit", "button", "reset", "image"].includes(element.type)) names.push(element.value);
    else names.push(...[...(element.labels ?? [])].map((label) => wordsOf(label, true)));
  } else {
    names.push(wordsOf(element, true), wordsOf(element, false));
  }
  return names.filter(Boolean).map((name) => collapse(name).slice(0, 1000)).filter(Boolean);
};

/** The rectangle to press, in the viewport of its own document. */
const boxOf = (element) => {
  for (const box of rectsOf(element)) if (box.width > 0 && box.height > 0) return box;
  for (const child of childrenOf(element)) {
    const box = nodeTypeOf(child) === Node.ELEMENT_NODE ? boxOf(child) : null;
    if (box) return box;
  }
  return null;
};

/** Whether it shows without an act. The page itself and panes may be scrolled down; to the side is an act. */
const shows = (element) => {
  const box = boxOf(element);
  if (!box) return false;
  const target = styleOf(element)?.display === "contents" ? [...childrenOf(element)].find((child) => nodeTypeOf(child) === Node.ELEMENT_NODE) : element;
  if (!target || !visibleOf(target, { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false })) return false;
  let { left, right, top, bottom } = box;
  let position = styleOf(element)?.position;
  for (let node = parentOf(element); (node && nodeTypeOf(node)) === Node.ELEMENT_NODE && position !== "fixed"; node = parentOf(node)) {
    if (isFrame(node)) return shows(node);
    const style = styleOf(node);
    if (position === "absolute" && style.position === "static") continue;
    position = style.position;
    if (node === bodyOf(ownerOf(node)) || node === rootOf(ownerOf(node))) continue;
    const clip = boundsOf(node);
    if (style.overflowX !== "visible") [left, right] = [Math.max(left, clip.left), Math.min(right, clip.right)];
    if (style.overflowY === "hidden" || style.overflowY === "clip") [top, bottom] = [Math.max(top, clip.top), Math.min(bottom, clip.bottom)];
    if (right - left < 1 || bottom - top < 1) return false;
  }
  const view = viewOf(ownerOf(element));
  return right + view.scrollX > 0 && bottom + view.scrollY > 0 && left < Math.max(view.innerWidth, rootOf(ownerOf(element)).scrollWidth);
};

const contains = (outer, inner) => {
  for (let node = inner; node; node = parentOf(node)) if (node === outer) return true;
  return false;
};

/** Best match first: visible before hidden, the exact words before words that contain them, then the shortest, the innermost. */
const find = (locator) => matchesFor(locator)[0] ?? null;

/** Other controls that the same words or selector mean as well as the best: visible too, and leading elsewhere. */
const rivalsOf = (locator) => {
  const [best, ...others] = matchesFor(locator);
  if (!best?.shown) return [];
  const key = leadsTo(best.element)?.key;
  const same = ({ element }) => contains(element, best.element) || contains(best.element, element) || element.control === best.element || best.element.control === element || (key !== undefined && leadsTo(element)?.key === key);
  // Words that are only a part of what controls say mean each of them.
  return others.filter((other) => other.shown && other.rank === best.rank && (other.rank === 2 || other.length === best.length) && !same(other));
};

const matchesFor = ({ selector, tekst }) => {
  const found = [];
  const wanted = tekst === undefined ? "" : collapse(tekst);
  const add = (element, rank, length) => found.push({ element, shown: shows(element), rank, length });
  const match = (element) => {
    let best = null;
    for (const name of namesOf(element)) {
      const rank = name === wanted ? 0 : name.toLowerCase() === wanted.toLowerCase() ? 1 : name.toLowerCase().includes(wanted.toLowerCase()) ? 2 : 3;
      if (rank < 3 && (!best || rank < best.rank)) best = { rank, length: name.length };
    }
    if (best && found.length < 200) add(element, best.rank, best.length);
  };
  const roots = rootsOf(document);
  for (const root of roots) {
    if (selector !== undefined) {
      for (const element of [...root.querySelectorAll(selector)].slice(0, 50)) add(element, 0, 0);
    } else if (wanted) {
      for (const element of [...root.querySelectorAll("*")].slice(0, 20000)) {
        if (matchesOf(element, CONTROLS) || localNameOf(element).includes("-")) match(element);
      }
    }
  }
  if (selector === undefined && wanted && !found.length) {
    // A service may make anything a control; a citizen sees that by the pointer.
    for (const root of roots) {
      for (const element of [...root.querySelectorAll("div, span, li, td, p, svg, img")].slice(0, 5000)) {
        if (styleOf(element)?.cursor === "pointer" && wordsOf(element, true) === wanted) add(element, 0, wanted.length);
      }
    }
  }
  const order = (a, b) => b.shown - a.shown || a.rank - b.rank || a.length - b.length || contains(a.element, b.element) - contains(b.element, a.element);
  return found.sort(order);
};

const standing = (locator) => {
  // Of several that are pressed one after the other, whoever sees one of them can go on.
  if (Array.isArray(locator)) {
    const all = locator.map(standing);
    return ["invalid", "unread", "visible", "hidden"].find((one) => all.includes(one)) ?? "absent";
  }
  try {
    const found = find(locator);
    return found ? (found.shown ? "visible" : "hidden") : "absent";
  } catch (error) {
    return error instanceof DOMException ? "invalid" : "unread";
  }
};

/** What a person presses to open the closed menu that a hidden control is in: a summary, or a button that says so. */
const openerOf = (element) => {
  for (let node = element; node && nodeTypeOf(node) === Node.ELEMENT_NODE; node = parentOf(node)) {
    if (localNameOf(node) === "details" && !node.open) return [...childrenOf(node)].find((child) => localNameOf(child) === "summary");
    const id = attributeOf(node, "id");
    const opener = id && oneIn(node.getRootNode(), `[aria-expanded=false][aria-controls~="${CSS.escape(id)}"]`);
    if (opener && shows(opener)) return opener;
  }
  return null;
};

/** The point to press on a control, or on what opens the menu it is in, or why there is none. */
const aim = (locator) => {
  if (standing(locator) === "invalid") return { why: "is no valid selector" };
  const found = find(locator);
  if (!found) return { why: "is not on the page" };
  const rivals = rivalsOf(locator);
  if (rivals.length) return { why: "means more than one control", either: [found, ...rivals].slice(0, 5).map(({ element }) => onlySelectorOf(element)) };
  if (found.shown) return pointOn(found.element);
  const opener = openerOf(found.element);
  return opener && shows(opener) ? { ...pointOn(opener), opens: true } : { why: "is on the page, but hidden" };
};

/** Brings an element into view and gives the point to press, in the viewport of the window, or why there is none. */
const pointOn = (element) => {
  bringIn(element, { block: "center", inline: "center", behavior: "instant" });
  const box = boxOf(element);
  if (!box) return { why: "is on the page, but hidden" };
  let over = null;
  for (const [x, y] of [[0.5, 0.5], [0.25, 0.5], [0.75, 0.5], [0.5, 0.25], [0.5, 0.75]]) {
    const local = { x: box.left + box.width * x, y: box.top + box.height * y };
    let hit = pointIn(ownerOf(element), local.x, local.y);
    for (let inner = hit; inner; ) {
      hit = inner;
      inner = shadowOf(hit)?.elementFromPoint(local.x, local.y) ?? null;
      if (inner === hit) break;
    }
    if (hit && (contains(element, hit) || (localNameOf(element) === "label" && contains(hit, element)))) {
      let { x: left, y: top } = local;
      for (let frame = viewOf(ownerOf(element)).frameElement; frame; frame = viewOf(ownerOf(frame)).frameElement) {
        const outer = boundsOf(frame);
        left += outer.left + frame.clientLeft;
        top += outer.top + frame.clientTop;
      }
      return { x: Math.floor(left), y: Math.floor(top) };
    }
    over ??= (hit && localNameOf(hit));
  }
  return { covered: Boolean(over), why: over ? `is covered by another element (${over.slice(0, 30)})` : "lies outside the window" };
};
