//! What a journey is made of: acts and marks.

use serde::Deserialize;

use super::{digid_page::DigidPage, stop::Stop};
use crate::evidence::{Kind, Word};

/// One act or mark.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Step {
    /// Presses the button of the browser that goes back one page, and looks at what shows then.
    Back(Word),
    /// Goes on in a clean browser context of this name.
    Context(Word),
    /// Copies the session, so that it can be tried later; the browser keeps its own.
    Copy(Word),
    /// Presses a button of the simulated DigiD: `inloggen`, `annuleren`, the name of another answer, or `each`.
    Digid(Word),
    /// Visits every page that the target names as behind the login and marks each.
    EachPage(Word),
    /// DigiD asks the service over SOAP to end the session that was copied under this name, which must be alive.
    Ended(Word),
    /// Asks for the protected page with the session of the browser, or with the copy of this name.
    Knock(Knocking),
    /// Copies the session and closes the browser.
    Leave(Word),
    /// At DigiD's page that asks whether to log out, presses this button: `uitloggen`, `annuleren`, the name of an answer, or `each`.
    /// Where the service did not lead there, nothing is pressed.
    Logout(Word),
    /// Goes to a page of somebody else, which asks the service in this way to log out, as another citizen's page would. The session must be
    /// alive.
    Lure(Way),
    /// Looks at the page.
    Mark(Word),
    /// Opens a page that the target names.
    Open(Word),
    /// From here on somebody else, in a browser of their own of this name.
    Other(Word),
    /// Presses a control that the target names.
    Press(Word),
    /// At DigiD, where the service led there to go on, presses this button or gives this answer; `each`. `verder` gives credentials where
    /// DigiD asks for them. Where the service did not lead there, nothing is pressed.
    Renew(Word),
    /// Opens the address that an earlier mark was at.
    Revisit(Word),
    /// From here on the pages and controls of this service, in the same browser.
    Service(Side),
    /// Uses the service, page after page, until so long after the login as the table says, or until it leads to DigiD.
    Use(Word),
    /// The same, and goes on wherever DigiD asks for nothing.
    UseOn(Word),
    /// Waits as long as the table of waits says, after a knock that must find the session alive.
    Wait(Word),
}

/// How a page of somebody else uses an address of the service.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The browser sends a form there.
    Form,
    /// As an image.
    Image,
    /// The browser goes there.
    Link,
}

/// One of two services that the citizen goes to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The one that is tested.
    Own,
    /// Another of the same federation.
    Partner,
}

/// Whose session is tried, and the mark it is recorded under.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Knocking {
    /// The mark.
    pub mark: Word,
    /// The copy; left out means the session that the browser has now.
    pub copy: Option<Word>,
}

impl Step {
    /// The page of DigiD that it presses something on, and what.
    pub(super) fn at_digid(&self) -> Option<(DigidPage, &Word)> {
        match self {
            Self::Digid(answer) => Some((DigidPage::Login, answer)),
            Self::Logout(answer) => Some((DigidPage::Logout, answer)),
            Self::Renew(answer) => Some((DigidPage::Renewal, answer)),
            _ => None,
        }
    }

    /// The mark that it makes.
    pub(super) fn mark(&self) -> Option<&Word> {
        match self {
            Self::Back(mark) | Self::EachPage(mark) | Self::Mark(mark) | Self::Knock(Knocking { mark, .. }) => {
                Some(mark)
            }
            _ => None,
        }
    }

    /// The place that it ends at.
    pub(super) fn stop(&self, context: Option<&Word>) -> Option<Stop> {
        let kind = if matches!(self, Self::Knock(_)) { Kind::Knock } else { Kind::Moment };
        let counted = matches!(self, Self::EachPage(_));
        Some(Stop { context: context.cloned(), mark: self.mark()?.clone(), kind, counted })
    }
}
