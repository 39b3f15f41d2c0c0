// How to get around in a page: shadow roots, slots and frames of the same origin belong to what a citizen sees.

// A form field or image may carry any name, `childNodes` or `body` too, and hides the property of its form or document
// under it. What belongs to the prototypes cannot be hidden.
const property = (type, name) => {
  const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (node) => {
    try {
      return get.call(node);
    } catch {
      return undefined;
    }
  };
};
const method = (type, name) => {
  const { value } = Object.getOwnPropertyDescriptor(type.prototype, name);
  return (node, ...list) => value.apply(node, list);
};
const [nodeTypeOf, childNodesOf, firstChildOf, parentNodeOf, ownerOf] = ["nodeType", "childNodes", "firstChild", "parentNode", "ownerDocument"].map((name) => property(Node, name));
const [localNameOf, shadowRootOf, slotOf] = ["localName", "shadowRoot", "assignedSlot"].map((name) => property(Element, name));
const [bodyOf, rootOf, viewOf, titleOf, readyOf] = ["body", "documentElement", "defaultView", "title", "readyState"].map((name) => property(Document, name));
const [attributeOf, rectsOf, boundsOf, visibleOf, matchesOf, bringIn] = ["getAttribute", "getClientRects", "getBoundingClientRect", "checkVisibility", "matches", "scrollIntoView"].map((name) => method(Element, name));
const pointIn = method(Document, "elementFromPoint");
const either = (name) => {
  const [ofDocument, ofFragment] = [method(Document, name), method(DocumentFragment, name)];
  return (root, css) => (nodeTypeOf(root) === Node.DOCUMENT_NODE ? ofDocument : ofFragment)(root, css);
};
const [allIn, oneIn] = [either("querySelectorAll"), either("querySelector")];

/** The document inside a frame, or null where another origin forbids it. */
const inside = (frame) => {
  try {
    return frame.contentDocument ?? null;
  } catch {
    return null;
  }
};

const isFrame = (element) => ["iframe", "frame"].includes(localNameOf(element));
const styleOf = (element) => viewOf(ownerOf(element))?.getComputedStyle(element) ?? null;

// Closed shadow roots, which only the browser itself can hand over.
const closedRoots = new WeakMap();
const examined = new WeakSet();
const shadowOf = (element) => shadowRootOf(element) ?? closedRoots.get(element) ?? null;

/** Elements that may hold a closed shadow root: custom ones, and ones that show something without children. */
const suspects = () => {
  const found = [];
  for (const root of rootsOf(document)) {
    for (const element of allIn(root, "*")) {
      if (found.length >= 200) return found;
      if (shadowRootOf(element) || examined.has(element)) continue;
      const custom = localNameOf(element).includes("-");
      const empty = !firstChildOf(element) && ["div", "span", "section", "main", "article", "aside", "header", "footer", "nav", "p"].includes(localNameOf(element));
      if (custom || (empty && rectsOf(element).length)) found.push(element);
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
  if (shadow) return childNodesOf(shadow);
  if (localNameOf(node) === "slot") {
    const assigned = node.assignedNodes();
    if (assigned.length) return assigned;
  }
  return childNodesOf(node);
};

/** Parent as laid out; from the root of a frame to the frame. */
const parentOf = (node) => {
  if (slotOf(node)) return slotOf(node);
  const parent = parentNodeOf(node);
  if (!parent) return null;
  if (nodeTypeOf(parent) === Node.DOCUMENT_FRAGMENT_NODE) return parent.host ?? null;
  if (nodeTypeOf(parent) === Node.DOCUMENT_NODE) return viewOf(parent)?.frameElement ?? null;
  return parent;
};

/** Every document and open shadow root below, at most a few hundred. */
const rootsOf = (root, found = []) => {
  if (found.length >= 300) return found;
  found.push(root);
  for (const element of allIn(root, "*")) {
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
