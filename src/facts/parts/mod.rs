//! Facts that need a closer look at a page than its text. Where one of these is read, the browser takes [`Parts`] in.

mod links;
mod logo;
mod name;
mod signals;
mod spelling;
#[cfg(test)]
mod testing;
mod traces;
mod unguarded;

use super::{Fact, NotSeen, Seen, Type, page::moment};
use crate::evidence::{Kind, page::Page, parts::Parts};

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "afnemer.naam",
        says: "De naam van de organisatie bij de inlogknop is",
        on: &[Kind::Moment],
        gives: Type::Choice(name::NAMED),
        from_start: false,
        read: name::afnemer,
    },
    Fact {
        name: "links.digid",
        says: "Links naar DigiD die anders zijn dan naar de startpagina",
        on: &[Kind::Moment],
        gives: Type::Words(links::DEEP),
        from_start: false,
        read: links::deep,
    },
    Fact {
        name: "logo.digid",
        says: "Het logo van DigiD bij de inlogknop is",
        on: &[Kind::Moment],
        gives: Type::Choice(logo::LOGO),
        from_start: false,
        read: logo::digid,
    },
    Fact {
        name: "login.anders",
        says: "Andere manieren om in te loggen op deze pagina",
        on: &[Kind::Moment],
        gives: Type::Words(traces::OTHERWISE),
        from_start: false,
        read: traces::otherwise,
    },
    Fact {
        name: "pagina.onbeveiligd",
        says: "Wat de pagina over http ophaalt of verstuurt",
        on: &[Kind::Moment],
        gives: Type::Words(unguarded::ROLES),
        from_start: false,
        read: unguarded::read,
    },
    Fact {
        name: "pagina.persoon",
        says: "De pagina laat zien wie was ingelogd",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let shows = page(seen)?.1.shows_person;
            Ok(shows.ok_or(NotSeen::Missing("er is niet gekeken wie de pagina laat zien"))?.into())
        },
    },
    Fact {
        name: "sporen.nummer",
        says: "Waar het nummer van de burger staat",
        on: &[Kind::Moment],
        gives: Type::Words(traces::PLACES),
        from_start: false,
        read: traces::number,
    },
    Fact {
        name: "sporen.token",
        says: "Aantal seconden dat een token in de browser nog geldig is",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: traces::valid,
    },
    Fact {
        name: "tekst.schrijfwijze",
        says: "Namen die anders zijn geschreven dan het hoort",
        on: &[Kind::Moment],
        gives: Type::Words(spelling::WRONG),
        from_start: false,
        read: spelling::wrong,
    },
    Fact {
        name: "testgegevens.signalen",
        says: "Wat wijst op testgegevens of een site in aanbouw",
        on: &[Kind::Moment],
        gives: Type::Words(signals::SIGNALS),
        from_start: false,
        read: signals::signals,
    },
];

/// The page of a moment and what a closer look at it took in.
fn page<'a>(seen: &Seen<'a>) -> Result<(&'a Page, &'a Parts), NotSeen> {
    let page = &moment(seen)?.page;
    Ok((page, page.parts.as_ref().ok_or(NotSeen::Missing("de pagina is niet van dichtbij bekeken"))?))
}
