//! Links and forms of a page: what pressing a control sends.

use http::Method;
use scraper::{ElementRef, Html};
use url::{Url, form_urlencoded};

use super::{
    call::Call,
    control::{Rank, find},
    html::{base, elements},
};
use crate::target::Locator;

/// Fields that carry a SAML message through the browser (SAML bindings §3.5, HTTP POST).
const SAML_FIELDS: [&str; 2] = ["SAMLRequest", "SAMLResponse"];

/// Name and value of a field.
type Field = (String, String);

/// What pressing one of these sends that is a link or submits a form: of those that fit best, each different call once.
pub(super) fn pressed(page: &Html, at: &Url, control: &Locator) -> Vec<Call> {
    let all = find(page, control).into_iter().filter_map(|(rank, element)| Some((rank, press(page, at, element)?)));
    let mut calls: Vec<(Rank, Call)> = Vec::new();
    for (rank, call) in all {
        let best = calls.first().is_none_or(|(best, _)| *best == rank);
        if best && !calls.iter().any(|(_, known)| same(known, &call)) {
            calls.push((rank, call));
        }
    }
    calls.into_iter().map(|(_, call)| call).collect()
}

/// Of two forms the fields differ by themselves, such as a token.
fn same(one: &Call, other: &Call) -> bool {
    (&one.method, &one.url) == (&other.method, &other.url)
}

fn press(page: &Html, at: &Url, element: ElementRef<'_>) -> Option<Call> {
    let mut control = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
    let control = control.find(|element| {
        let submits = !matches!(element.attr("type"), Some("button" | "reset")) && element.attr("disabled").is_none();
        match element.value().name() {
            "a" => element.attr("href").is_some(),
            "button" => submits,
            "input" => submits && matches!(element.attr("type"), Some("submit" | "image")),
            _ => false,
        }
    })?;
    match control.attr("href") {
        Some(href) if control.value().name() == "a" => Some(asked(base(page, at)?.join(href).ok()?, at)),
        _ => send(page, at, form_of(page, control)?, Some(control), &[]),
    }
}

/// What submitting the first form of this selector sends, these fields filled in or added.
pub(super) fn submitted(page: &Html, at: &Url, form: &Locator, fields: &[Field]) -> Option<Call> {
    let form = find(page, form).into_iter().map(|(_, form)| form).find(|element| element.value().name() == "form")?;
    send(page, at, form, None, fields)
}

/// The form that a script of the page would submit at once, because it carries a SAML message.
pub(super) fn self_submitting(page: &Html, at: &Url) -> Option<Call> {
    let form = elements(page, "form").find(|form| {
        let post = form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let mut fields = form.descendent_elements().filter(|element| element.value().name() == "input");
        post && fields.any(|field| SAML_FIELDS.iter().any(|name| field.attr("name") == Some(*name)))
    })?;
    send(page, at, form, None, &[])
}

fn send(page: &Html, at: &Url, form: ElementRef<'_>, button: Option<ElementRef<'_>>, filled: &[Field]) -> Option<Call> {
    let of = |own: &str, name: &str| button.and_then(|button| button.attr(own)).or_else(|| form.attr(name));
    let action = of("formaction", "action").map(str::trim).filter(|action| !action.is_empty());
    let mut url = match action {
        Some(action) => base(page, at)?.join(action).ok()?,
        None => at.clone(),
    };
    let mut fields: Vec<Field> = form.descendent_elements().filter_map(field).collect();
    for (name, value) in filled {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some(field) => field.1.clone_from(value),
            None => fields.push((name.clone(), value.clone())),
        }
    }
    if let Some(name) = button.and_then(|button| button.attr("name")) {
        let value = button.and_then(|button| button.attr("value")).unwrap_or_default();
        fields.push((name.to_owned(), value.to_owned()));
    }
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    if of("formmethod", "method").is_some_and(|method| method.eq_ignore_ascii_case("post")) {
        return Some(Call { method: Method::POST, form: Some(encoded), by_form: true, ..asked(url, at) });
    }
    url.set_query(Some(&encoded));
    Some(Call { by_form: true, ..asked(url, at) })
}

/// A page asks for this.
fn asked(url: Url, at: &Url) -> Call {
    Call { from: Some(at.clone()), ..Call::get(url) }
}

/// A field as it is sent when nobody touches it (HTML, "constructing the entry list").
fn field(element: ElementRef<'_>) -> Option<Field> {
    let name = element.attr("name").filter(|name| !name.is_empty())?;
    if element.attr("disabled").is_some() {
        return None;
    }
    let value = match element.value().name() {
        "input" => match element.attr("type").unwrap_or("text").to_ascii_lowercase().as_str() {
            "button" | "file" | "image" | "reset" | "submit" => return None,
            "checkbox" | "radio" => {
                element.attr("checked")?;
                element.attr("value").unwrap_or("on").to_owned()
            }
            _ => element.attr("value").unwrap_or_default().to_owned(),
        },
        "select" => {
            let options = || element.descendent_elements().filter(|option| option.value().name() == "option");
            let chosen = options().find(|option| option.attr("selected").is_some()).or_else(|| options().next())?;
            let text = || chosen.text().collect::<String>().trim().to_owned();
            chosen.attr("value").map_or_else(text, str::to_owned)
        }
        "textarea" => element.text().collect(),
        _ => return None,
    };
    Some((name.to_owned(), value))
}

fn form_of<'a>(page: &'a Html, control: ElementRef<'a>) -> Option<ElementRef<'a>> {
    if let Some(id) = control.attr("form") {
        return elements(page, "form").find(|form| form.attr("id") == Some(id));
    }
    control.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form")
}
