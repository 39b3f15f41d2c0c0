//! How a forged answer comes to the service, beside what the message says: by which browser, with which artifact, over what.

use serde::Deserialize;

/// How a forged answer comes to the service.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// With the artifact in the browser that asked, as DigiD does it.
    #[default]
    Artifact,
    /// With the artifact in a form that the browser posts.
    ArtifactByPost,
    /// The browser that logged in comes with its artifact once more.
    Again,
    /// The same after logging out.
    AgainAfterLogout,
    /// Another browser comes with an artifact that was used.
    AgainElsewhere,
    /// The same, and DigiD gives the message once more.
    AgainElsewhereAnswered,
    /// A browser that asked nothing comes with the artifact of another.
    OtherBrowser,
    /// A browser with a question of its own comes with the artifact of another.
    OtherBrowserAsking,
    /// A browser in which somebody is logged in comes with the artifact of another.
    OtherBrowserLoggedIn,
    /// The message itself in a form that the browser posts.
    ResponseByPost,
    /// The message itself in the address.
    ResponseByRedirect,
    /// With the artifact in a browser in which the person is logged in already.
    SecondLogin,
    /// With an artifact that answers no question.
    Unsolicited,
}

/// How an artifact is written.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum ArtifactForm {
    /// Not at all.
    Absent,
    /// As a text of no characters.
    Empty,
    /// As DigiD writes it.
    #[default]
    Genuine,
    /// With four bytes more.
    Long,
    /// With characters that Base64 has not.
    NotBase64,
    /// With an endpoint that DigiD has not.
    OtherIndex,
    /// With the source of another.
    OtherSource,
    /// With another type.
    OtherType,
    /// With four bytes less.
    Short,
    /// Well written, but never given out.
    Unknown,
}

impl ArtifactForm {
    /// Whether DigiD answers it all the same; the others are no artifact that it ever gave.
    pub fn is_answered(self) -> bool {
        !matches!(self, Self::Absent | Self::Empty | Self::NotBase64 | Self::Unknown)
    }
}

/// What comes over the back channel.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum BackAnswer {
    /// The connection is closed.
    Dropped,
    /// It is closed in the middle of the message.
    DroppedHalfWay,
    /// HTTP 200 and nothing.
    Empty,
    /// Bytes without end.
    Endless,
    /// A SOAP fault with HTTP 200.
    Fault,
    /// A page.
    Html,
    /// HTTP 404.
    #[serde(rename = "http-404")]
    Http404,
    /// HTTP 500.
    #[serde(rename = "http-500")]
    Http500,
    /// The message.
    #[default]
    Message,
    /// The message with HTTP 500.
    #[serde(rename = "message-with-500")]
    MessageWith500,
    /// The message, late.
    Slow,
}

/// What is wrong with the certificate on the back channel.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum WrongCertificate {
    /// It is over.
    Expired,
    /// It is for another name.
    OtherName,
    /// Nobody known gave it.
    Untrusted,
}

/// How to see it without a run, in a few steps, in Dutch. Some answers name the question of another browser.
pub(super) fn by_hand(id: &str, delivery: Delivery, names_other_question: bool) -> Vec<String> {
    let lie = format!(
        "Vul bij DigiD twee testpersonen in, kies bij Valse antwoorden ‘{id}’ en druk op ‘Geef een vals antwoord’."
    );
    let look = "Open de pagina achter het inloggen en kijk wie daar te zien is.";
    let start = "Start ‘toetssteen digid’ en druk op de DigiD-knop van de dienst.";
    let steps: &[&str] = match delivery {
        Delivery::Again => &[start, &lie, "Ga terug naar het adres met SAMLart erin en open het nog eens.", look],
        Delivery::AgainAfterLogout => &[start, &lie, "Log uit en open het adres met SAMLart erin nog eens.", look],
        Delivery::AgainElsewhere | Delivery::AgainElsewhereAnswered => {
            &[start, &lie, "Open het adres met SAMLart erin in een andere browser.", look]
        }
        Delivery::OtherBrowser => &[start, "Open het adres van de pagina van DigiD in een andere browser.", &lie, look],
        Delivery::OtherBrowserAsking => &[
            start,
            "Druk in een andere browser ook op de DigiD-knop en open daar het adres van de eerste pagina van DigiD.",
            &lie,
            look,
        ],
        Delivery::OtherBrowserLoggedIn => &[
            start,
            "Log in een andere browser in als een ander, en open daar het adres van de eerste pagina van DigiD.",
            &lie,
            look,
        ],
        Delivery::SecondLogin => &["Start ‘toetssteen digid’ en log in.", "Begin nog eens met inloggen.", &lie, look],
        Delivery::ArtifactByPost | Delivery::ResponseByPost => &[start, &lie, "Druk op ‘Verder’.", look],
        Delivery::Unsolicited => &["Dit begint niet bij de dienst: laat Toetssteen het doen.", look],
        Delivery::Artifact if names_other_question => {
            &[start, "Druk in een andere browser ook op de DigiD-knop, en laat het daarbij.", &lie, look]
        }
        Delivery::Artifact | Delivery::ResponseByRedirect => &[start, &lie, look],
    };
    steps.iter().map(|step| (*step).to_owned()).collect()
}
