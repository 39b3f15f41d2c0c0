// The visible text of a page, and in it the numbers that could be a citizen service number (BSN).

const SKIPPED = new Set(["script", "style", "noscript", "template", "head", "title", "meta", "link", "option", "datalist", "audio", "video", "canvas"]);
const BUTTONS = new Set(["submit", "button", "reset"]);

/** Pieces of visible text in the order of layout; `silent` ones are shown but no text of the page, such as values of fields. */
const read = (root, bound) => {
  const pieces = [];
  const hides = [];
  const end = performance.now() + bound.ms;
  let nodes = 0;
  let size = 0;
  let complete = true;
  const put = (piece) => {
    piece.text = piece.text.length > bound.chars - size ? ((complete = false), piece.text.slice(0, Math.max(0, bound.chars - size))) : piece.text;
    size += piece.text.length;
    pieces.push(piece);
  };
  const line = () => pieces.push({ text: "\n", gap: true });
  const attribute = (element, name) => {
    const text = attributeOf(element, name);
    if (text) put({ text, element, attribute: name, silent: true });
  };
  const field = (element) => {
    const type = localNameOf(element) === "input" ? element.type : "text";
    if (type === "hidden") return;
    if (type === "password") {
      if (element.value) hides.push({ element, password: true });
    } else if (element.value) {
      put({ text: element.value, element, value: true, silent: !BUTTONS.has(type) });
    }
    attribute(element, "placeholder");
    attribute(element, "alt");
  };
  const walk = (node, visible, pre) => {
    if (!complete) return;
    if (++nodes > bound.nodes || (nodes % 256 === 0 && performance.now() > end)) {
      complete = false;
      return;
    }
    if (nodeTypeOf(node) === Node.TEXT_NODE) {
      if (visible && node.data) put({ text: node.data, node, pre });
      return;
    }
    if (nodeTypeOf(node) !== Node.ELEMENT_NODE || SKIPPED.has(localNameOf(node))) return;
    const style = styleOf(node);
    if (!style || style.display === "none" || style.opacity === "0" || style.contentVisibility === "hidden") return;
    const shown = style.visibility === "visible";
    const block = !/^(inline|contents|ruby)/.test(style.display) || localNameOf(node) === "br";
    if (block) line();
    else if (style.display !== "inline" && style.display !== "contents") put({ text: " ", gap: true });
    if (bound.pseudo && shown) {
      for (const name of ["::before", "::after"]) {
        const { content } = viewOf(ownerOf(node)).getComputedStyle(node, name);
        if (/\d/.test(content)) put({ text: content, element: node, hide: true, silent: true });
      }
    }
    if (isFrame(node) || ["object", "embed"].includes(localNameOf(node))) {
      const document = inside(node);
      const { width, height } = boundsOf(node);
      if (document && rootOf(document)) walk(bodyOf(document) ?? rootOf(document), true, false);
      else if (shown && width > 1 && height > 1) hides.push({ element: node });
    } else if (["input", "textarea"].includes(localNameOf(node))) {
      if (shown) field(node);
    } else if (localNameOf(node) === "select") {
      const options = node.multiple || node.size > 1 ? node.options : node.selectedOptions;
      for (const option of shown ? options : []) {
        for (const text of childNodesOf(option)) if (nodeTypeOf(text) === Node.TEXT_NODE) put({ text: text.data, node: text });
        attribute(option, "label");
        line();
      }
    } else {
      if (localNameOf(node) === "img" && shown) attribute(node, "alt");
      const keepLines = style.whiteSpace.startsWith("pre");
      const closed = localNameOf(node) === "details" && !node.open;
      for (const child of childrenOf(node)) {
        if (!closed || localNameOf(child) === "summary") walk(child, shown, keepLines);
      }
    }
    if (block) line();
    else if (style.display === "table-cell") put({ text: " ", gap: true });
  };
  if (root) walk(root, true, false);
  return { pieces, hides, complete };
};

const isBsn = (digits) => {
  if (!/^\d{9}$/.test(digits) || /^0{9}$/.test(digits)) return false;
  let sum = -Number(digits[8]);
  for (let i = 0; i < 8; i += 1) sum += (9 - i) * Number(digits[i]);
  return sum % 11 === 0;
};

const SEPARATOR = /^[\s.\-\u2010-\u2015\u00b7/|\u00a0\u00ad\u200b-\u200f\u2060\ufeff]{0,24}$/;

/** Numbers that pass the eleven-test, also when written in groups or spread over elements. */
const numbersIn = (pieces) => {
  const found = [];
  let chain = [];
  let between = "";
  const groups = [];
  for (const piece of pieces) {
    let at = 0;
    for (const match of piece.text.matchAll(/\d+/g)) {
      groups.push({ piece, start: match.index, end: match.index + match[0].length, digits: match[0], before: between + piece.text.slice(at, match.index) });
      between = "";
      at = match.index + match[0].length;
    }
    between = (between + piece.text.slice(at)).slice(-64);
  }
  const search = () => {
    for (let from = 0; from < chain.length; from += 1) {
      let digits = "";
      for (let to = from; to < chain.length && digits.length < 9; to += 1) {
        digits += chain[to].digits;
        if (isBsn(digits)) found.push({ digits, groups: chain.slice(from, to + 1) });
      }
    }
  };
  for (const group of groups) {
    if (group.before.length >= 64 || !SEPARATOR.test(group.before)) {
      search();
      chain = [];
    }
    chain.push(group);
  }
  search();
  return found;
};

/** The text as lines. A number spread over pieces is put together, so that the redaction sees it. */
const linesOf = (pieces) => {
  const edits = new Map();
  for (const { digits, groups } of numbersIn(pieces)) {
    const plain = groups.every((group, n) => group.piece === groups[0].piece && (n === 0 || /^[ .-]$/.test(group.before)));
    if (groups.length < 2 || plain) continue;
    let text = ` ${digits} `;
    for (const group of groups) {
      const list = edits.get(group.piece) ?? edits.set(group.piece, new Map()).get(group.piece);
      if (list.has(group.start)) continue;
      list.set(group.start, { end: group.end, text });
      text = "";
    }
  }
  let out = "";
  for (const piece of pieces) {
    if (piece.silent) continue;
    let { text } = piece;
    const list = [...(edits.get(piece) ?? [])].sort((a, b) => b[0] - a[0]);
    for (const [start, edit] of list) text = text.slice(0, start) + edit.text + text.slice(edit.end);
    out += piece.gap || piece.pre ? text : text.replace(/\n/g, " ");
  }
  return out.split("\n").map(collapse).filter(Boolean);
};
