// How to get around in a page: shadow roots, slots and frames of the same origin belong to what a citizen sees.

/** The document inside a frame, or null where another origin forbids it. */
const inside = (frame) => {
  try {
    return frame.contentDocument ?? null;
  } catch {
    return null;
  }
};

const isFrame = (element) => ["iframe", "frame"].includes(element.localName);
const styleOf = (element) => element.ownerDocument.defaultView?.getComputedStyle(element) ?? null;

// Closed shadow roots, which only the browser itself can hand over.
const closedRoots = new WeakMap();
const examined = new WeakSet();
const shadowOf = (element) => element.shadowRoot ?? closedRoots.get(element) ?? null;

/** Elements that may hold a closed shadow root: custom ones, and ones that show something without children. */
const suspects = () => {
  const found = [];
  for (const root of rootsOf(document)) {
    for (const element of root.querySelectorAll("*")) {
      if (found.length >= 200) return found;
      if (element.shadowRoot || examined.has(element)) continue;
      const custom = element.localName.includes("-");
      const empty = !element.firstChild && ["div", "span", "section", "main", "article", "aside", "header", "footer", "nav", "p"].includes(element.localName);
      if (custom || (empty && element.getClientRects().length)) found.push(element);
    }
  }
  return found;
};

/** Takes the closed roots of these elements in. */
const adopt = (elements, roots) => {
  for (const element of elements) examined.add(element);
  for (const root of roots) closedRoots.set(root.host, root);
};

/** Children as they are laid out: of the shadow root, of the slot, or its own. */
const childrenOf = (node) => {
  const shadow = shadowOf(node);
  if (shadow) return shadow.childNodes;
  if (node.localName === "slot") {
    const assigned = node.assignedNodes();
    if (assigned.length) return assigned;
  }
  return node.childNodes;
};

/** Parent as laid out; from the root of a frame to the frame. */
const parentOf = (node) => {
  if (node.assignedSlot) return node.assignedSlot;
  const parent = node.parentNode;
  if (!parent) return null;
  if (parent.nodeType === Node.DOCUMENT_FRAGMENT_NODE) return parent.host ?? null;
  if (parent.nodeType === Node.DOCUMENT_NODE) return parent.defaultView?.frameElement ?? null;
  return parent;
};

/** Every document and open shadow root below, at most a few hundred. */
const rootsOf = (root, found = []) => {
  if (found.length >= 300) return found;
  found.push(root);
  for (const element of root.querySelectorAll("*")) {
    if (found.length >= 300) break;
    const shadow = shadowOf(element);
    if (shadow) rootsOf(shadow, found);
    else if (isFrame(element)) {
      const document = inside(element);
      if (document) rootsOf(document, found);
    }
  }
  return found;
};

const collapse = (text) => text.replace(/[\s\u00a0]+/g, " ").trim();
