// The pictures in and beside a control: what they are called, how large they are drawn, and in which colours.

const MOST_IMAGES = 60;
const FILLED = "svg, g, path, rect, circle, ellipse, polygon, text, tspan, use";

const hexOf = (colour) => {
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(colour ?? "");
  return parts && `#${parts.slice(1).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
};

/** The symbol that a `use` draws, of this page. */
const symbolOf = (element) => {
  const id = (attributeOf(element, "href") ?? attributeOf(element, "xlink:href"))?.split("#")[1];
  return id ? (ownerOf(element).getElementById(id) ?? null) : null;
};

const fillsOf = (element) => {
  const parts = [element, ...below(element)];
  for (const use of parts.filter((part) => localNameOf(part) === "use")) {
    const symbol = symbolOf(use);
    if (symbol) parts.push(...below(symbol));
  }
  return [...new Set(parts.filter((part) => matchesOf(part, FILLED)).map((part) => hexOf(styleOf(part)?.fill)).filter(Boolean))].slice(0, 20);
};

/** The colours of a picture that stands in its own address. */
const coloursIn = (address) => {
  const [, base64, data] = /^data:image\/svg\+xml[^,]*?(;base64)?,(.*)$/is.exec(address) ?? [];
  if (data === undefined) return [];
  try {
    const text = base64 ? atob(data) : decodeURIComponent(data);
    return [...new Set((text.match(/#[0-9a-f]{6}\b/gi) ?? []).map((colour) => colour.toLowerCase()))].slice(0, 20);
  } catch {
    return [];
  }
};

const fileOf = (address) => (address && !/^(data|blob):/i.test(address) ? address.split(/[?#]/)[0].split("/").pop().slice(0, 200) : null);

/** As large as it is within its box, when its proportions stay as they are. */
const fitted = (width, height, natural) => {
  const scale = natural ? Math.min(width / natural[0], height / natural[1]) : 1;
  return natural ? [natural[0] * scale, natural[1] * scale] : [width, height];
};

const whole = (size) => size && size.map((one) => Math.max(0, Math.min(100000, Math.round(one) || 0)));

const image = (element, names, address, colours, size, natural) => ({
  names: [...new Set(names.filter(Boolean).map((name) => collapse(name).slice(0, 200)))].slice(0, 10),
  file: fileOf(address),
  colours: [...colours, ...coloursIn(address ?? "")].slice(0, 20),
  drawn: whole(size),
  natural: whole(natural),
  shown: shows(element),
});

const pictured = (element) => {
  const { width, height } = boundsOf(element);
  const address = element.currentSrc || attributeOf(element, "src") || "";
  const natural = element.naturalWidth > 0 && element.naturalHeight > 0 ? [element.naturalWidth, element.naturalHeight] : null;
  const fit = styleOf(element)?.objectFit;
  const keeps = ["contain", "scale-down"].includes(fit) || /\.svg$|^data:image\/svg/i.test(address.split(/[?#]/)[0]);
  // One that is cropped is not stretched.
  const known = fit === "cover" || fit === "none" ? null : natural;
  return image(element, saidBy(element), address, [], keeps ? fitted(width, height, natural) : [width, height], known);
};

const drawn = (element) => {
  const { width, height } = boundsOf(element);
  const view = attributeOf(element, "viewBox")?.trim().split(/[\s,]+/).map(Number) ?? [];
  const natural = view[2] > 0 && view[3] > 0 ? [view[2], view[3]] : null;
  const stretched = attributeOf(element, "preserveAspectRatio")?.startsWith("none");
  const symbols = below(element).filter((part) => localNameOf(part) === "use").map((part) => attributeOf(part, "href")?.split("#")[1]);
  const titles = below(element).filter((part) => localNameOf(part) === "title").map((part) => part.textContent);
  return image(element, [...saidBy(element), ...titles, ...symbols], null, fillsOf(element), stretched ? [width, height] : fitted(width, height, natural), natural);
};

/** What is painted behind an element, or before or after its text. */
const painted = (element) => {
  const box = boundsOf(element);
  const found = [];
  for (const pseudo of [null, "::before", "::after"]) {
    const style = viewOf(ownerOf(element))?.getComputedStyle(element, pseudo);
    const address = /url\("?([^")]*)"?\)/.exec(`${style?.backgroundImage} ${pseudo ? style?.content : ""} ${style?.maskImage}`)?.[1];
    if (!address) continue;
    const lengths = [style.backgroundSize, pseudo && `${style.width} ${style.height}`].map((text) => /^([\d.]+)px(?: ([\d.]+)px)?$/.exec(text ?? ""));
    const [, width, height] = lengths.find(Boolean) ?? [null, box.width, box.height];
    found.push(image(element, [], address, [], [Number(width), Number(height ?? width)], null));
  }
  return found;
};

const imagesIn = (element) => {
  const name = localNameOf(element);
  if (name === "img" || (name === "input" && element.type === "image")) return [pictured(element)];
  if (name === "svg") return [drawn(element)];
  return up(element, "svg") ? [] : painted(element);
};

/** Of each of these controls and what it stands in; one that belongs to several names them all. */
const imagesBeside = (controls) => {
  const found = new Map();
  for (const [word, element] of controls) {
    for (const part of new Set([element, ...below(element), ...below(groupOf(element))])) {
      if (found.size >= MOST_IMAGES) break;
      if (found.has(part)) found.get(part).forEach((one) => one.near.push(word));
      else {
        const images = imagesIn(part).map((one) => ({ ...one, near: [word] }));
        if (images.length) found.set(part, images);
      }
    }
  }
  return [...found.values()].flat();
};
