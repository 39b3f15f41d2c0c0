//! Links and forms of a page: what pressing a control sends.

use http::Method;
use scraper::{ElementRef, Html};
use url::{Url, form_urlencoded};

use super::{
    call::Call,
    control::find,
    html::{base, elements, is_shown},
};
use crate::target::Locator;

/// Fields that carry a SAML message through the browser (SAML bindings §3.5, HTTP POST).
const SAML_FIELDS: [&str; 2] = ["SAMLRequest", "SAMLResponse"];

/// Name and value of a field.
type Field = (String, String);

/// Of more that are named alike, a page for people has no need.
const MOST_ALIKE: usize = 50;

/// What pressing one of these sends, of those that fit best: each different call once, and no more than two. A control that only a script
/// makes one sends nothing, and hides those that fit less well.
pub(super) fn pressed(page: &Html, at: &Url, control: &Locator) -> Vec<Call> {
    let found = find(page, control);
    let best = found.first().map(|(rank, _)| *rank);
    let alike = found.into_iter().take_while(|(rank, _)| Some(*rank) == best).take(MOST_ALIKE);
    let mut calls: Vec<Call> = Vec::new();
    for call in alike.filter_map(|(_, element)| press(page, at, element)) {
        if !calls.iter().any(|known| same(known, &call)) {
            calls.push(call);
        }
        if calls.len() > 1 {
            break;
        }
    }
    calls
}

/// Of two forms the fields differ by themselves, such as a token.
fn same(one: &Call, other: &Call) -> bool {
    (&one.method, &one.url) == (&other.method, &other.url)
}

fn press(page: &Html, at: &Url, element: ElementRef<'_>) -> Option<Call> {
    let mut control = std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
    let control = control.find(|element| submits(*element) || link(*element).is_some())?;
    match link(control) {
        Some(href) => asked(base(page, at)?.join(href).ok()?, at),
        None => send(page, at, form_of(page, control)?, Some(control), &[]),
    }
}

fn link(element: ElementRef<'_>) -> Option<&str> {
    element.attr("href").filter(|_| element.value().name() == "a")
}

/// Whether pressing it submits a form.
fn submits(element: ElementRef<'_>) -> bool {
    let kind = kind(element);
    element.attr("disabled").is_none()
        && match element.value().name() {
            "button" => !matches!(kind.as_str(), "button" | "reset"),
            "input" => matches!(kind.as_str(), "submit" | "image"),
            _ => false,
        }
}

fn kind(element: ElementRef<'_>) -> String {
    element.attr("type").unwrap_or_default().to_ascii_lowercase()
}

/// What submitting the first form of this selector sends, these fields filled in or added.
pub(super) fn submitted(page: &Html, at: &Url, form: &Locator, fields: &[Field]) -> Option<Call> {
    let form = find(page, form).into_iter().map(|(_, form)| form).find(|element| element.value().name() == "form")?;
    send(page, at, form, None, fields)
}

/// The form that a script of the page would submit at once, because it carries a SAML message and shows no button to a person.
pub(super) fn self_submitting(page: &Html, at: &Url) -> Option<Call> {
    let form = elements(page, "form").find(|form| {
        let post = form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        let mut fields = form.descendent_elements().filter(|element| element.value().name() == "input");
        let waits = || form.descendent_elements().any(|element| submits(element) && is_shown(element));
        post && fields.any(|field| SAML_FIELDS.iter().any(|name| field.attr("name") == Some(*name))) && !waits()
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
    fields.extend(button.into_iter().flat_map(fields_of));
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    if of("formmethod", "method").is_some_and(|method| method.eq_ignore_ascii_case("post")) {
        return Some(Call { method: Method::POST, form: Some(encoded), by_form: true, ..asked(url, at)? });
    }
    url.set_query(Some(&encoded));
    Some(Call { by_form: true, ..asked(url, at)? })
}

/// A page asks for this; a script, a letter or a call by telephone is asked of nobody.
fn asked(url: Url, at: &Url) -> Option<Call> {
    matches!(url.scheme(), "http" | "https").then(|| Call { from: Some(at.clone()), ..Call::get(url) })
}

/// What the button that was pressed adds: of a picture, where it was pressed (HTML, "constructing the entry list").
fn fields_of(button: ElementRef<'_>) -> Vec<Field> {
    let name = button.attr("name").filter(|name| !name.is_empty());
    if button.value().name() == "input" && kind(button) == "image" {
        let of = |axis: &str| name.map_or_else(|| axis.to_owned(), |name| format!("{name}.{axis}"));
        return ["x", "y"].map(|axis| (of(axis), "0".to_owned())).into();
    }
    let value = button.attr("value").unwrap_or_default().to_owned();
    name.map(|name| (name.to_owned(), value)).into_iter().collect()
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

#[cfg(test)]
mod tests {
    use super::{super::html::parse, *};

    const MIJN: &str = "https://mijn.voorbeeld.test/";

    /// What pressing this on a page sends: the addresses, and what goes along with the last.
    fn pressing(html: &str, control: &Locator) -> (Vec<String>, String) {
        let mut calls = pressed(&parse(html).unwrap(), &MIJN.parse().unwrap(), control);
        let addresses = calls.iter().map(|call| call.url.path().to_owned()).collect();
        (addresses, calls.pop().and_then(|call| call.form).unwrap_or_default())
    }

    fn words(words: &str) -> Locator {
        Locator::Tekst(words.to_owned())
    }

    #[test]
    fn a_picture_tells_where_it_was_pressed() {
        let named = "<form method=post action=/uit><input type=IMAGE name=b value=v alt=Uitloggen></form>";
        assert_eq!(pressing(named, &words("Uitloggen")).1, "b.x=0&b.y=0");
        assert_eq!(pressing(&named.replace("name=b ", ""), &words("Uitloggen")).1, "x=0&y=0");
    }

    #[test]
    fn only_a_script_makes_something_of_these() {
        for html in [
            "<a href='javascript:__doPostBack()'>Uitloggen</a>",
            "<a href='tel:14030'>Uitloggen</a>",
            "<form action=/uit><button type=Button>Uitloggen</button></form>",
            "<button type=button>Uitloggen</button><a href=/hulp>Hulp bij uitloggen</a>",
        ] {
            assert!(pressing(html, &words("Uitloggen")).0.is_empty(), "{html}");
        }
    }

    #[test]
    fn controls_that_lead_elsewhere_are_told_apart_without_looking_at_all() {
        let many = "<a href=/een>Uitloggen</a><a href=/een>Uitloggen</a><a href=/twee>Uitloggen</a>".repeat(9);
        assert_eq!(pressing(&many, &words("Uitloggen")).0, ["/een", "/twee"]);
    }

    #[test]
    fn a_form_with_a_button_waits_for_a_person() {
        let sends = |html: &str| self_submitting(&parse(html).unwrap(), &MIJN.parse().unwrap()).is_some();
        let field = "<form method=post action=/sso><input type=hidden name=SAMLRequest value=PD94>";
        assert!(sends(field) && sends(&format!("{field}<noscript><input type=submit></noscript>")));
        assert!(sends(&format!("{field}<input type=submit hidden>")));
        assert!(!sends(&format!("{field}<button>Inloggen met DigiD</button>")));
    }
}
