// Where a control leads, as far as the page says: two controls that lead to the same place are one to whoever presses them.

/** A field that guards a form against forgery differs each time and says nothing about where it leads. */
const GUARD = /csrf|xsrf|token|nonce|verification|authenticity/i;

const partsOf = method(Element, "querySelectorAll");

const isSubmit = (element) => {
  const type = attributeOf(element, "type")?.toLowerCase();
  return localNameOf(element) === "button" ? !["button", "reset"].includes(type) : localNameOf(element) === "input" && ["submit", "image"].includes(type);
};

const absolute = (address) => (URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : null);

/** The address, the method and everything that is sent along; none where a script decides. */
const leadsTo = (element) => {
  const link = ["a", "area"].includes(localNameOf(element));
  const href = link ? attributeOf(element, "href")?.trim() : null;
  if (href && !/^(javascript:|#!?$)/i.test(href)) {
    const url = absolute(href);
    return url && { url, method: "get", key: `get ${url.href}` };
  }
  const form = isSubmit(element) && element.form;
  if (!form) return null;
  const url = absolute(attributeOf(element, "formaction") || attributeOf(form, "action") || location.href);
  const method = (attributeOf(element, "formmethod") || attributeOf(form, "method") || "get").toLowerCase();
  const hidden = [...partsOf(form, "input[type=hidden]")].slice(0, 100).map((field) => [attributeOf(field, "name") ?? "", attributeOf(field, "value") ?? ""]);
  const sent = [...hidden.filter(([name]) => !GUARD.test(name)), [attributeOf(element, "name") ?? "", attributeOf(element, "value") ?? ""]];
  return url && { url, method, key: JSON.stringify([method, url.href, sent]) };
};
