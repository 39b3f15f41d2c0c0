//! Mistakes in what decides whether an expectation is asked at all.

use super::shown::changed;

fn with(condition: &str) -> String {
    changed("antwoord/annuleren.toml", "is = \"zichtbaar\"\n", &format!("is = \"zichtbaar\"\nwhen = [{condition}]\n"))
}

#[test]
fn a_condition_is_refused_as_an_expectation_is() {
    let anders = r#"anders = "Dat doet deze dienst niet.""#;
    for (condition, said) in [
        (
            format!(r#"{{ at = "cancel/start", fact = "digid.aksed", is = true, {anders} }}"#),
            "unknown fact `digid.aksed`",
        ),
        (
            format!(r#"{{ at = "cancel/strat", fact = "digid.asked", is = true, {anders} }}"#),
            "nobody announces `cancel/strat`",
        ),
        (
            format!(r#"{{ at = "cancel/after", fact = "digid.asked", is = true, {anders} }}"#),
            "a knock is observed there",
        ),
        (format!(r#"{{ at = "cancel/start", fact = "digid.asked", is = "ja", {anders} }}"#), "`digid.asked`"),
        (r#"{ at = "cancel/start", fact = "digid.asked", is = true }"#.to_owned(), "missing field `anders`"),
        (r#"{ at = "cancel/start", fact = "digid.asked", is = true, anders = " " }"#.to_owned(), "nobody is told why"),
    ] {
        let message = with(&condition);
        assert!(message.contains(said) && message.contains("antwoord/annuleren.toml:"), "{condition}: {message}");
        assert!(message.contains('^'), "{message}");
    }
}
