//! What a TLS server accepts and does, for the reader of the evidence.

use super::Row;
use crate::{
    evidence::tls::{Field, Known, Listed, Support, TlsAddress, TlsSettings},
    facts::guideline,
    report::{text::one_line, time},
};

const LONGEST: usize = 300;
/// Characters of a list of names.
const LONGEST_LIST: usize = 3_000;

/// What was observed, as rows.
pub(super) fn rows(address: &TlsAddress) -> Vec<Row> {
    let mut rows = vec![Row::new("Tijdstip", time::moment(address.at))];
    rows.extend(address.versions.iter().map(|(version, support)| {
        Row::new(
            version.name(),
            match support {
                Support::Accepted => "aangenomen".to_owned(),
                Support::Refused(how) => format!("geweigerd (Engels: {})", one_line(how, LONGEST)),
                Support::Unknown(why) => format!("niet te zien (Engels: {})", one_line(why, LONGEST)),
            },
        )
    }));
    rows.extend(address.settings.iter().flat_map(settings));
    rows.push(Row::new("Verbindingen gemaakt", address.connections.to_string()));
    rows
}

fn settings(settings: &TlsSettings) -> Vec<Row> {
    let mut rows = Vec::new();
    for (version, suites) in settings.suites.iter().rev() {
        rows.push(Row::new(&format!("Algoritmeselecties van {}", version.name()), listed(suites, String::clone)));
    }
    for (version, groups) in settings.groups.iter().rev() {
        rows.push(Row::new(&format!("Groepen van {}", version.name()), listed(groups, String::clone)));
    }
    let field = |field: &Field| field.name.clone().unwrap_or_else(|| field.graded());
    let on = |on: &bool| (if *on { "aan" } else { "uit" }).to_owned();
    let yes = |yes: &bool| (if *yes { "ja" } else { "nee" }).to_owned();
    rows.extend([
        Row::new("Groepen voor DHE", told(&settings.fields, |fields| listed(fields, field))),
        Row::new("Handtekeningen van TLS 1.2", told(&settings.signatures, |all| listed(all, String::clone))),
        Row::new("Compressie", told(&settings.compression, on)),
        Row::new("Veilig heronderhandelen", told(&settings.safe_renegotiation, yes)),
        Row::new("Extended Master Secret", told(&settings.extended_master_secret, yes)),
        Row::new("0-RTT", told(&settings.early_data, on)),
        Row::new("Hervat sessies", told(&settings.resumption, yes)),
        Row::new("Weigert terugval naar ouder (SCSV)", told(&settings.fallback_refused, yes)),
    ]);
    if let Some(asking) = &settings.client_renegotiation {
        rows.push(Row::new("Heronderhandelen op verzoek", told(asking, |times| guideline::asked(*times).to_owned())));
    }
    rows
}

fn listed<T>(listed: &Listed<T>, name: impl Fn(&T) -> String) -> String {
    let names: Vec<String> = listed.found.iter().map(name).collect();
    let names = if names.is_empty() { "geen".to_owned() } else { one_line(&names.join(", "), LONGEST_LIST) };
    match &listed.unasked {
        Some(why) => format!("{names}; niet alles is gezien (Engels: {})", one_line(why, LONGEST)),
        None => names,
    }
}

fn told<T>(known: &Known<T>, word: impl Fn(&T) -> String) -> String {
    match known {
        Known::Seen(value) => word(value),
        Known::Moot(_) => "n.v.t.".to_owned(),
        Known::Unseen(why) => format!("niet gezien (Engels: {})", one_line(why, LONGEST)),
    }
}
