// What the agent asks of a page. It runs in a world of its own: the page cannot see or change it.

const LOOK_BOUND = { ms: 3000, nodes: 60000, chars: 262144, pseudo: true };

/** What is visible; `complete` where everything could be read. */
const readPage = () => {
  try {
    return read(bodyOf(document) ?? rootOf(document), LOOK_BOUND);
  } catch (error) {
    // A page too deep to walk.
    if (!(error instanceof RangeError)) throw error;
    return { pieces: [], complete: false };
  }
};

/** A page that cannot be looked at closely can still be seen. */
const partsOr = (nothing, controls, pieces) => {
  try {
    return closer(controls, pieces);
  } catch {
    return nothing;
  }
};

/** What there is to see, closely or not, or nothing where not everything could be read: what is missing then may not be called absent. */
const look = (controls, closely) => {
  const { pieces, complete } = readPage();
  if (!complete) return { read: null };
  const lines = linesOf(pieces);
  const digits = [...new Set(numbersIn(pieces).map((number) => number.digits))].slice(0, 1000);
  const seen = {
    href: location.href,
    title: titleOf(document).slice(0, 2000),
    lang: rootOf(document)?.getAttribute("lang")?.slice(0, 100) ?? null,
    lines,
    digits,
    passing: passed(lines),
    controls: controls.map(([word, locator]) => [word, standing(locator)]),
    suspects: suspects().length > 0,
    parts: closely ? partsOr(null, controls, pieces) : null,
  };
  return { read: seen };
};

/** Whether a text holds this, a number in it whole: who is shown by 12 is not shown by 123. */
const holds = (text, sought) => {
  const digit = (letter) => letter >= "0" && letter <= "9";
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + 1)) {
    const cutBefore = digit(sought[0]) && digit(text[at - 1]);
    const cutAfter = digit(sought.at(-1)) && digit(text[at + sought.length]);
    if (!cutBefore && !cutAfter) return true;
  }
  return false;
};

/** Whether a person sees this on the page: an element, or text wherever it stands; nothing where that cannot be said. */
const bears = (mark) => {
  if (mark.selector) {
    const stands = standing(mark);
    return { read: stands === "unread" ? null : stands === "visible" };
  }
  const { pieces, complete } = readPage();
  const borne = holds(collapse(linesOf(pieces).join(" ")), collapse(mark.tekst));
  return { read: borne || (complete ? false : null) };
};

/** Whether the page is at rest, and whether it is about to leave by itself. */
const rest = () => {
  const refresh = /^\s*([0-3](?:\.\d*)?)\s*[;,]\s*(?:url\s*=)?\s*["']?([^"']+)/i.exec(oneIn(document, "meta[http-equiv=refresh i]")?.content ?? "");
  // A page that reloads itself polls; one that goes elsewhere is not there yet.
  const leaving = refresh !== null && URL.canParse(refresh[2], document.baseURI) && new URL(refresh[2], document.baseURI).href !== location.href;
  return { ready: readyOf(document) === "complete", leaving, error: location.protocol === "chrome-error:", suspects: suspects().length > 0 };
};

const field = (css) => rootsOf(document).map((root) => oneIn(root, css)).find(Boolean);

const focus = (css) => {
  const element = field(css);
  if (!element) return { why: "is not on the page" };
  element.focus();
  element.select?.();
  return matchesOf(element, ":focus") ? {} : { why: "takes no input" };
};

const choose = (css, value) => {
  const element = field(css);
  if (!element) return { why: "is not on the page" };
  if (![...(element.options ?? [])].some((option) => option.value === value)) return { why: "has no such choice" };
  element.value = value;
  element.dispatchEvent(new Event("input", { bubbles: true }));
  element.dispatchEvent(new Event("change", { bubbles: true }));
  return {};
};

globalThis.toetssteen = { adopt, aim, bears, choose, cover, focus, look, rest, suspects, uncover };
