// A closer look: where the page leads, what it says otherwise than in text, and what stands around its controls.

const CLOSER = { ms: 5000, chars: 262144, links: 500, frames: 50, names: 1000, code: 200 };
const HEADINGS = "h1, h2, h3, h4, h5, h6, legend, [role=heading]";
const SECTIONS = "section, fieldset, article, aside, dialog, [role=region], [role=group], [role=dialog], [role=form]";
const EDGES = "header, footer, nav, [role=banner], [role=contentinfo], [role=navigation]";
const CODE = "code, pre, kbd, samp, var, tt";
const SEEN = { opacityProperty: true, visibilityProperty: true };

/** A longer one holds more than what is about its control. */
const LONGEST_SECTION = 1500;

const up = (node, css) => {
  for (let at = node; at; at = parentOf(at)) if (nodeTypeOf(at) === Node.ELEMENT_NODE && matchesOf(at, css)) return at;
  return null;
};

/** Over http or https; none for a jump within the page. */
const webAddress = (text, element) => {
  const { baseURI } = ownerOf(element);
  if (!text || text.trim().startsWith("#") || !URL.canParse(text, baseURI)) return null;
  const { protocol, href } = new URL(text, baseURI);
  return /^https?:$/.test(protocol) ? href.slice(0, 2000) : null;
};

/** What a page that came over https brings in over http, or sends there, by what that can do (W3C Mixed Content §3). */
const UNGUARDED = [
  ["active", "src", "script, iframe, frame, embed"],
  ["active", "data", "object"],
  ["active", "href", "link[rel~=stylesheet i], link[rel~=preload i], link[rel~=modulepreload i], link[rel~=manifest i]"],
  ["form", "action", "form"],
  ["form", "formaction", "button, input"],
  ["passive", "src", "img, audio, video, source, track, input[type=image i]"],
  ["passive", "srcset", "img, source"],
  ["passive", "poster", "video"],
  ["passive", "href", "link[rel~=icon i]"],
];

/** Whether the page asks the browser to fetch over https whatever it names over http. */
const UPGRADES = "meta[http-equiv='content-security-policy' i][content*='upgrade-insecure-requests' i]";

/** The addresses of an attribute; a `srcset` has more than one. */
const addressesIn = (element, attribute) => {
  const text = attributeOf(element, attribute) ?? "";
  return attribute === "srcset" ? text.split(",").map((one) => one.trim().split(/\s/)[0]) : [text];
};

/** The box of text that an inline element stands in. */
const paragraphOf = (element) => {
  let box = parentOf(element);
  while (nodeTypeOf(box) === Node.ELEMENT_NODE && /^(inline|contents|ruby)/.test(styleOf(box)?.display ?? "")) box = parentOf(box);
  return nodeTypeOf(box) === Node.ELEMENT_NODE ? box : element;
};

/** What a control stands in together with its heading. */
const groupOf = (element) => {
  const section = up(parentOf(element), SECTIONS);
  if (section) return section;
  for (let box = parentOf(element), far = 0; nodeTypeOf(box) === Node.ELEMENT_NODE && box !== bodyOf(ownerOf(box)) && far < 6; box = parentOf(box), far += 1) {
    if (below(box).some((part) => matchesOf(part, HEADINGS))) return box;
  }
  return parentOf(element) ?? element;
};

const SAID = "[alt], [title], [aria-label], [placeholder], svg title";

/** What an element says to a screen reader, or to whoever hovers over it. */
const saidBy = (element) => {
  if (localNameOf(element) === "title") return [element.textContent];
  return ["alt", "title", "aria-label", "placeholder"].map((name) => attributeOf(element, name)).filter(Boolean);
};

const isSeen = (element) => visibleOf(localNameOf(element) === "title" ? (parentOf(element) ?? element) : element, SEEN);

const levelOf = (heading) => Number(attributeOf(heading, "aria-level") ?? /^h([1-6])$/.exec(localNameOf(heading))?.[1] ?? 7);

/** The text from the heading above to the next one, and the headings above that one. */
const passageOf = (element, pieces) => {
  const owner = ({ node, element: own }) => (node ? parentOf(node) : own) ?? null;
  const first = pieces.findIndex((piece) => owner(piece) && contains(element, owner(piece)));
  if (first < 0) return { headings: [], passage: "" };
  const heading = (piece) => {
    const found = up(owner(piece), HEADINGS);
    return found && !contains(found, element) ? found : null;
  };
  const beyond = (piece) => {
    const edge = up(owner(piece), EDGES);
    return edge !== null && !contains(edge, element);
  };
  let [from, to] = [first, first];
  const headings = [];
  for (let at = first - 1; at >= 0; at -= 1) {
    const above = heading(pieces[at]);
    if (!above || beyond(pieces[at]) || headings.includes(above)) continue;
    if (!headings.length || levelOf(above) < levelOf(headings.at(-1))) headings.push(above);
  }
  for (let reached = false; from > 0 && !beyond(pieces[from - 1]); from -= 1) {
    const above = heading(pieces[from - 1]);
    if (reached && above !== headings[0]) break;
    reached ||= above !== null;
  }
  while (to + 1 < pieces.length && !heading(pieces[to + 1]) && !beyond(pieces[to + 1])) to += 1;
  return { headings: headings.slice(0, 6).map((one) => wordsOf(one, false)), passage: linesOf(pieces.slice(from, to + 1)).join(" ") };
};

/** What scripts of this page keep in the browser; a page without an origin of its own keeps nothing. */
const storedIn = (local) => {
  try {
    const storage = local ? localStorage : sessionStorage;
    const keys = Array.from({ length: Math.min(storage.length, 100) }, (_, at) => storage.key(at)).filter((key) => key !== null);
    return keys.map((key) => ({ local, key: key.slice(0, 300), value: (storage.getItem(key) ?? "").slice(0, 8192) }));
  } catch {
    return [];
  }
};

/** What `look` adds where it is asked to look closely; `controls` as it takes them, `pieces` as it read them. */
const closer = (controls, pieces) => {
  const end = performance.now() + CLOSER.ms;
  const roots = rootsOf(document);
  let complete = roots.length < 300;
  let left = CLOSER.chars;
  const short = (text, most) => {
    const kept = collapse(text ?? "").slice(0, most);
    left -= kept.length;
    return left < 0 ? "" : kept;
  };
  const each = (css, most, take) => {
    const found = roots.flatMap((root) => [...allIn(root, css)]);
    const list = new Map();
    for (const element of found) {
      if (list.size >= most || performance.now() > end || left < 0) {
        complete = false;
        break;
      }
      for (const one of take(element)) list.set(JSON.stringify(one), one);
    }
    return [...list.values()];
  };
  const pressed = controls.flatMap(([word, locators]) => locators.map((locator) => [word, standing(locator) === "invalid" ? null : find(locator)]));
  const meant = pressed.filter(([, found]) => found);
  const paragraphs = new Map();
  const paragraph = (element) => {
    const box = paragraphOf(element);
    if (!paragraphs.has(box)) paragraphs.set(box, wordsOf(box, false));
    return paragraphs.get(box);
  };
  const aroundIn = (text, words) => {
    const at = Math.max(0, text.indexOf(words) - 150);
    return text.slice(at, at + words.length + 300);
  };
  const links = each("a, area", CLOSER.links, (element) => {
    const address = webAddress(attributeOf(element, "href") ?? attributeOf(element, "xlink:href"), element);
    if (!address) return [];
    const control = meant.find(([, found]) => contains(element, found.element))?.[0] ?? null;
    const words = short(wordsOf(element, true) || namesOf(element)[0], 200);
    return [{ address, words, paragraph: short(aroundIn(paragraph(element), words), 500), shown: shows(element), control }];
  });
  const frames = each("iframe, frame, object, embed", CLOSER.frames, (element) => {
    const kind = localNameOf(element);
    return [{ kind, address: webAddress(attributeOf(element, kind === "object" ? "data" : "src"), element), shown: shows(element) }];
  });
  const names = each(SAID, CLOSER.names, (element) => (isSeen(element) ? saidBy(element).map((text) => short(text, 300)) : []));
  const lines = (element) => linesOf(read(element, { ms: 50, nodes: 500, chars: 4096 }).pieces);
  const code = each(CODE, CLOSER.code, (element) => (up(parentOf(element), CODE) ? [] : lines(element).map((text) => short(text, 300))));
  const headers = roots.flatMap((root) => [...allIn(root, "header, [role=banner]")]);
  const own = headers.filter((one) => !up(parentOf(one), "main, article, section, aside, dialog, [role=main]")).slice(0, 5);
  const header = own.map((one) => wordsOf(one, false)).join(" ");
  // Of several that are pressed one after the other, the last that shows is the one that leads on.
  const shown = new Map(meant.filter(([, found]) => found.shown).map(([word, { element }]) => [word, element]));
  const around = [...shown].map(([word, element]) => {
    const group = groupOf(element);
    const section = matchesOf(group, SECTIONS) ? wordsOf(group, false) : "";
    const said = [group, ...below(group), ...own.flatMap((one) => below(one))].filter((one) => matchesOf(one, SAID) && isSeen(one)).flatMap(saidBy);
    const { headings, passage } = passageOf(element, pieces);
    return [word, {
      headings: headings.map((text) => short(text, 300)),
      passage: short(passage, 4000),
      section: section.length > LONGEST_SECTION ? "" : short(section, LONGEST_SECTION),
      header: short(header, 2000),
      names: [...new Set(said)].slice(0, 50).map((text) => short(text, 300)),
    }];
  });
  const images = imagesBeside(shown);
  const secrets = roots.flatMap((root) => [...allIn(root, "input[type=password i]")]).filter(shows);
  const guarded = location.protocol !== "https:" || roots.some((root) => [...allIn(root, UPGRADES)].length);
  const over = (role, attribute) => (element) => addressesIn(element, attribute)
    .map((text) => webAddress(text, element))
    .filter((address) => address?.startsWith("http:"))
    .map((address) => ({ role, address: short(address, 2000) }));
  const unguarded = guarded ? [] : UNGUARDED.flatMap(([role, attribute, css]) => each(css, CLOSER.names, over(role, attribute)));
  const stored = [...storedIn(true), ...storedIn(false)];
  return { links, frames, images, names, code, around, passwords: secrets.length, unguarded, stored, complete: complete && left >= 0 && performance.now() <= end };
};
