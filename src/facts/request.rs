//! Facts about the authentication request that a login begins with (koppelvlak 3.7 Stap 2).

use super::{
    Fact, NotSeen, Read, Seen, Type, Value,
    page::passage,
    signature::{ALGORITHMS, SIGNATURES, UNDESCRIBED, algorithm, standing},
};
use crate::evidence::{
    Kind, Observation,
    level::Betrouwbaarheidsniveau,
    message::{AuthnRequestSeen, Binding, Message},
    objection::ObjectionCode,
};

const BINDINGS: &[&str] = &["HTTP-POST", "HTTP-Redirect", "anders"];
const DESTINATIONS: &[&str] = &["juist", "anders", "ontbreekt", "niet nodig"];
const LEVELS: &[&str] = &["lager", "gelijk", "hoger", "onbekend"];
const RETURNS: &[&str] = &["index", "adres", "beide", "geen"];

/// The table.
pub const FACTS: &[Fact] = &[
    Fact {
        name: "digid.asked",
        says: "Er kwam een vraag om in te loggen bij DigiD aan",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok(passage(seen)?.messages.iter().any(|message| message.authn_request().is_some()).into()),
    },
    Fact {
        name: "request.algorithm",
        says: "Algoritme van de handtekening",
        on: &[Kind::Moment],
        gives: Type::Choice(ALGORITHMS),
        from_start: false,
        read: |seen| algorithm(&message(seen)?.0.signature),
    },
    Fact {
        name: "request.algorithm-accepted",
        says: "DigiD neemt dit algoritme aan bij de manier waarop de vraag kwam",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let message = message(seen)?.0;
            let algorithm = algorithm(&message.signature)?.value;
            // SHA-1 only where the length of an address counts (koppelvlak 3.7 Signing).
            let weak = message.binding == Binding::Redirect && algorithm == Value::Choice("rsa-sha1");
            Ok((weak || algorithm == Value::Choice("rsa-sha256")).into())
        },
    },
    Fact {
        name: "request.binding",
        says: "De vraag komt met",
        on: &[Kind::Moment],
        gives: Type::Choice(BINDINGS),
        from_start: false,
        read: |seen| {
            Ok(Value::Choice(match message(seen)?.0.binding {
                Binding::Post => "HTTP-POST",
                Binding::Redirect => "HTTP-Redirect",
                Binding::Artifact | Binding::Soap => "anders",
            })
            .into())
        },
    },
    Fact {
        name: "request.clock",
        says: "Verschil tussen het tijdstip in de vraag en onze klok, in seconden",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: clock,
    },
    Fact {
        name: "request.comparison",
        says: "Comparison in de vraag",
        on: &[Kind::Moment],
        gives: Type::Text,
        from_start: false,
        read: |seen| Ok(request(seen)?.comparison.clone().unwrap_or_else(|| "ontbreekt".to_owned()).into()),
    },
    Fact {
        name: "request.destination",
        says: "Destination in de vraag is",
        on: &[Kind::Moment],
        gives: Type::Choice(DESTINATIONS),
        from_start: false,
        read: destination,
    },
    Fact {
        name: "request.force-authn",
        says: "De vraag laat de burger opnieuw gegevens geven (ForceAuthn)",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| Ok((request(seen)?.force_authn == Some(true)).into()),
    },
    Fact {
        name: "request.level",
        says: "Het gevraagde niveau is, vergeleken met het niveau van de aansluiting,",
        on: &[Kind::Moment],
        gives: Type::Choice(LEVELS),
        from_start: false,
        read: level,
    },
    Fact {
        name: "request.relay-state",
        says: "Aantal tekens van RelayState bij de vraag",
        on: &[Kind::Moment],
        gives: Type::Number,
        from_start: false,
        read: |seen| Ok(request(seen)?.relay_state_length.map_or(0, i64::from).into()),
    },
    Fact {
        name: "request.early",
        says: "De dienst stuurde de gebruiker eerder terug naar DigiD dan mag",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: early,
    },
    Fact {
        name: "request.remembered",
        says: "De browser kan bij DigiD verder zonder gegevens",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let unknown = NotSeen::Impossible("in deze run houdt DigiD dat niet bij");
            request(seen)?.remembered.map(Read::from).ok_or(unknown)
        },
    },
    Fact {
        name: "request.return",
        says: "De vraag noemt het adres om terug te keren met",
        on: &[Kind::Moment],
        gives: Type::Choice(RETURNS),
        from_start: false,
        read: |seen| {
            let request = request(seen)?;
            Ok(Value::Choice(match (&request.acs_index, &request.acs_url) {
                (Some(_), Some(_)) => "beide",
                (Some(_), None) => "index",
                (None, Some(_)) => "adres",
                (None, None) => "geen",
            })
            .into())
        },
    },
    Fact {
        name: "request.return-known",
        says: "Het adres om terug te keren staat in de metadata",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let (message, request) = message(seen)?;
            let named = request.acs_index.is_some() || request.acs_url.is_some();
            let unknown = message.objections.iter().any(|objection| objection.code == ObjectionCode::AcsUnknown);
            if named && !unknown && request.acs.is_none() {
                return Err(UNDESCRIBED);
            }
            Ok((named && !unknown).into())
        },
    },
    Fact {
        name: "request.signature",
        says: "De handtekening onder de vraag is",
        on: &[Kind::Moment],
        gives: Type::Choice(SIGNATURES),
        from_start: false,
        read: |seen| standing(&message(seen)?.0.signature),
    },
    Fact {
        name: "request.utc",
        says: "Het tijdstip in de vraag is in UTC en eindigt op Z",
        on: &[Kind::Moment],
        gives: Type::Bool,
        from_start: false,
        read: |seen| {
            let instant = request(seen)?.issue_instant.as_ref();
            let note = instant.map(|instant| instant.written.clone());
            Ok(Read::from(instant.is_some_and(|instant| instant.utc)).noting(note))
        },
    },
    Fact {
        name: "saml.entity-id",
        says: "EntityID van de dienst",
        on: &[Kind::Metadata, Kind::Moment],
        gives: Type::Text,
        from_start: false,
        read: |seen| match seen.observation {
            Observation::Metadata(metadata) => Ok(metadata.entity_id.clone().into()),
            _ => Ok(request(seen)?.issuer.clone().unwrap_or_else(|| "ontbreekt".to_owned()).into()),
        },
    },
];

/// The first authentication request since the mark before.
fn message<'a>(seen: &Seen<'a>) -> Result<(&'a Message, &'a AuthnRequestSeen), NotSeen> {
    let messages = &passage(seen)?.messages;
    messages
        .iter()
        .find_map(|message| Some((message, message.authn_request()?)))
        .ok_or(NotSeen::Missing("er kwam geen leesbare vraag om in te loggen bij DigiD aan"))
}

fn request<'a>(seen: &Seen<'a>) -> Result<&'a AuthnRequestSeen, NotSeen> {
    message(seen).map(|(_, request)| request)
}

/// Whether the service asked again before it may, only to let the session last.
fn early(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let asked = passage(seen)?.messages.iter().filter_map(Message::authn_request);
    let ages: Vec<_> = asked.filter_map(|request| request.renewal).collect();
    let after = ages.iter().map(|renewal| format!("{} s na de login ervoor", renewal.age_ms / 1000));
    let note = (!ages.is_empty()).then(|| after.collect::<Vec<_>>().join(", "));
    Ok(Read::from(ages.iter().any(|renewal| renewal.age_ms < renewal.from_ms)).noting(note))
}

fn clock(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (message, request) = message(seen)?;
    let instant = request.issue_instant.as_ref().and_then(|instant| instant.at);
    let instant = instant.ok_or(NotSeen::Missing("het tijdstip in de vraag is niet te lezen"))?;
    Ok((instant.as_second() - message.at.as_second()).abs().into())
}

/// It is required on POST only (koppelvlak 3.7 Stap 2, HTTP Post); where it stands, it must be right.
fn destination(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let (message, request) = message(seen)?;
    let wrong = message.objections.iter().any(|objection| objection.code == ObjectionCode::DestinationWrong);
    let word = match (&request.destination, message.binding) {
        (Some(_), _) if wrong => "anders",
        (Some(_), _) => "juist",
        (None, Binding::Post) => "ontbreekt",
        (None, _) => "niet nodig",
    };
    Ok(Read::from(Value::Choice(word)).noting(request.destination.clone()))
}

fn level(seen: &Seen<'_>) -> Result<Read, NotSeen> {
    let registered = seen
        .aansluiting()
        .ok_or(NotSeen::Missing("het niveau van de aansluiting is niet bekend"))?
        .betrouwbaarheidsniveau;
    let request = request(seen)?;
    let word = match request.levels.as_slice() {
        [uri] => match Betrouwbaarheidsniveau::from_uri(uri.trim()).map(|asked| asked.cmp(&registered)) {
            Some(std::cmp::Ordering::Less) => "lager",
            Some(std::cmp::Ordering::Equal) => "gelijk",
            Some(std::cmp::Ordering::Greater) => "hoger",
            None => "onbekend",
        },
        _ => "onbekend",
    };
    Ok(Read::from(Value::Choice(word)).noting(Some(request.levels.join(", "))))
}
