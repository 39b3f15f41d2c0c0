// Remembers what was visible at some moment, so that a notice that comes and goes is not missed.

const SAMPLE_BOUND = { ms: 100, nodes: 8000, chars: 65536 };
let watching = true;
let seen = new Set();
let size = 0;
let due = null;
let pause = 100;

const remember = (lines) => {
  for (const line of lines) {
    if (seen.has(line) || seen.size >= 1000 || size + line.length > 131072) continue;
    seen.add(line);
    size += line.length;
  }
};

const sample = () => {
  due = null;
  if (!watching || !bodyOf(document)) return;
  const begin = performance.now();
  try {
    remember(linesOf(read(bodyOf(document), SAMPLE_BOUND).pieces));
  } catch {
    // A page too deep to walk has no notice to remember.
  }
  // A large page must not be kept busy by being watched.
  pause = Math.max(100, 20 * (performance.now() - begin));
};

const soon = () => {
  if (watching && due === null) due = setTimeout(sample, seen.size ? pause : 0);
};

const observer = new MutationObserver(soon);

const resume = () => {
  observer.takeRecords();
  watching = true;
};

/** Lines that were visible since the last call and are not among these; starts anew with these. */
const passed = (lines) => {
  const now = new Set(lines);
  const gone = [...seen].filter((line) => !now.has(line));
  seen = new Set();
  size = 0;
  remember(lines);
  return gone;
};

if (window === window.top) {
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  for (const name of ["DOMContentLoaded", "load", "transitionend", "animationstart", "animationend", "toggle"]) {
    window.addEventListener(name, soon, { capture: true, passive: true });
  }
}
