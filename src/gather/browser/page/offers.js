// What the page offers to log in with: its controls that speak of it, with all they say and a name that means each alone.

const SPEAKS = /digi-?d|inlog|log[ -]?in|aanmeld|sign[ -]?in|herkenning|eidas|machtig|european/i;
const DIGID_ORANGE = /#e17000|rgb\(225,\s*112,\s*0\)/i;
const MOST_OFFERS = 60;

const short = (text) => collapse(text ?? "").slice(0, 200);

/** Elements below, shadow roots included. */
const below = (element, found = []) => {
  for (const child of childrenOf(element)) {
    if (found.length >= 500 || nodeTypeOf(child) !== Node.ELEMENT_NODE) continue;
    found.push(child);
    below(child, found);
  }
  return found;
};

/** What pictures in it say: their words, the names of their files, and the orange of DigiD's logo. */
const signsOf = (element) => {
  const signs = [];
  for (const part of [element, ...below(element)]) {
    const name = localNameOf(part);
    if (name === "img") signs.push(attributeOf(part, "alt"), attributeOf(part, "src")?.split(/^data:|[?#]/)[0].split("/").pop());
    if (name === "svg") signs.push(attributeOf(part, "aria-label"));
    if (name === "title") signs.push(part.textContent);
    if (name === "use") signs.push(attributeOf(part, "href")?.split("#").pop());
    if (["path", "rect", "circle", "g"].includes(name) && DIGID_ORANGE.test(attributeOf(part, "fill") ?? styleOf(part)?.fill ?? "")) signs.push("#e17000");
    signs.push(/url\("?[^"]*?([^/"]*)"?\)/.exec(styleOf(part)?.backgroundImage ?? "")?.[1]);
  }
  return [...new Set(signs.filter(Boolean).map(short))].slice(0, 20);
};

/** What can be pressed: what a page says is a control, and what a citizen sees is one by the pointer. */
const pressables = () => {
  const [hard, soft] = [[], []];
  for (const root of rootsOf(document)) {
    for (const element of [...allIn(root, "*")].slice(0, 20000)) {
      const name = localNameOf(element);
      if (hard.length + soft.length >= 2000) break;
      if (name === "label" || (name === "input" && !["submit", "button", "image"].includes(element.type))) continue;
      if (matchesOf(element, CONTROLS)) hard.push(element);
      else if (name.includes("-")) soft.push(element);
      else if (styleOf(element)?.cursor === "pointer" && styleOf(parentOf(element) ?? element)?.cursor !== "pointer") soft.push(element);
    }
  }
  // Of a control within another, the inner one is pressed; an element around or in a true control is no control.
  const inner = hard.filter((one) => !below(one).some((part) => hard.includes(part)));
  const own = soft.filter((one) => !below(one).some((part) => hard.includes(part) || soft.includes(part)) && !hard.some((control) => contains(control, one)));
  return [...inner, ...own];
};

/** Headings and pictures of the smallest box that has something to say and holds no other control. */
const besideOf = (element, all) => {
  let box = parentOf(element);
  for (let up = 0; up < 5 && box && nodeTypeOf(box) === Node.ELEMENT_NODE && box !== bodyOf(document); up += 1, box = parentOf(box)) {
    const parts = below(box);
    if (all.some((other) => other !== element && parts.includes(other))) return [];
    const headings = parts.filter((part) => matchesOf(part, "h1, h2, h3, h4, h5, h6, legend, dt") && !contains(element, part));
    const said = [attributeOf(box, "aria-label"), ...headings.map((heading) => wordsOf(heading, true))].filter(Boolean);
    if (said.length) return said.map(short).slice(0, 10);
  }
  return [];
};

/** Attributes that look made for one visit are no names. */
const lasting = (text, form) => Boolean(text) && form.test(text) && !/\d{4}|[0-9a-f]{12}/i.test(text);
const PLAIN = /^[A-Za-z][\w-]{0,40}$/;

function* selectorsFor(element) {
  const [tag, id, name, href] = [localNameOf(element), attributeOf(element, "id"), attributeOf(element, "name"), attributeOf(element, "href")];
  if (lasting(id, PLAIN)) yield `#${id}`;
  if (lasting(name, PLAIN)) yield `${tag}[name="${name}"]`;
  if (lasting(href, /^[\w./-]{1,80}$/)) yield `${tag}[href="${href}"]`;
  for (const word of (attributeOf(element, "class") ?? "").split(/\s+/).slice(0, 10)) if (lasting(word, PLAIN)) yield `${tag}.${word}`;
  let path = "";
  for (let node = element; nodeTypeOf(node) === Node.ELEMENT_NODE; node = parentNodeOf(node)) {
    const nth = [...(parentNodeOf(node)?.children ?? [])].filter((other) => localNameOf(other) === localNameOf(node)).indexOf(node) + 1;
    path = `${localNameOf(node)}:nth-of-type(${nth})${path && ` > ${path}`}`;
    const above = parentNodeOf(node);
    if (!above) return;
    const anchor = nodeTypeOf(above) === Node.ELEMENT_NODE ? attributeOf(above, "id") : null;
    if (lasting(anchor, PLAIN)) yield `#${anchor} > ${path}`;
  }
  yield path;
}

/** The first selector that means this element alone. */
const onlySelectorOf = (element) => {
  const alone = (selector) => {
    const matches = rootsOf(document).flatMap((root) => [...allIn(root, selector)].slice(0, 2));
    return matches.length === 1 && matches[0] === element;
  };
  for (const selector of selectorsFor(element)) if (alone(selector)) return selector;
  return null;
};

/** A name in the target file that means this control and no other. */
const nameFor = (element) => {
  const means = (locator) => {
    try {
      return find(locator)?.element === element && rivalsOf(locator).length === 0;
    } catch {
      return false;
    }
  };
  const words = namesOf(element).filter((tekst) => tekst.length <= 80).map((tekst) => ({ tekst }));
  for (const locator of words) if (means(locator)) return locator;
  const selector = onlySelectorOf(element);
  return selector && { selector };
};

/** Whether it only goes to another part of this page. */
const jumpsTo = (url) => {
  if (!url.hash || url.href.split("#")[0] !== location.href.split("#")[0]) return false;
  try {
    return document.getElementById(decodeURIComponent(url.hash.slice(1))) !== null;
  } catch {
    return false;
  }
};

const offers = () => {
  const all = pressables();
  const found = [];
  for (const element of all) {
    const [names, signs, beside] = [namesOf(element).map(short), signsOf(element), besideOf(element, all)];
    if (found.length >= MOST_OFFERS || ![...names, ...signs, ...beside].some((text) => SPEAKS.test(text) || text === "#e17000")) continue;
    const leads = leadsTo(element);
    const jumps = Boolean(leads) && jumpsTo(leads.url);
    const shown = shows(element);
    found.push({
      kind: localNameOf(element).slice(0, 40),
      names,
      signs,
      beside,
      leads: leads && {
        scheme: leads.url.protocol.replace(":", ""),
        host: leads.url.hostname.slice(0, 253),
        path: leads.url.pathname.slice(0, 300),
        saml: leads.url.searchParams.has("SAMLRequest"),
        posts: leads.method === "post",
        jumps,
        key: leads.key.slice(0, 2000),
      },
      name: nameFor(element),
      kept: shown ? (pointOn(element).why ?? null) : "is on the page, but hidden",
    });
  }
  return found;
};

Object.assign(globalThis.toetssteen, { offers, standing });
