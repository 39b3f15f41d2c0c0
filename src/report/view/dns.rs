//! What the DNS says of a host name, for the reader.

use super::Row;
use crate::{
    evidence::{dns::DnsName, tls::Known},
    facts::dns,
    report::{text::one_line, time},
};

const LONGEST: usize = 300;

/// What was observed, as rows.
pub(super) fn rows(seen: &DnsName) -> Vec<Row> {
    let line = |text: &str| one_line(text, LONGEST);
    let mut rows =
        vec![Row::new("Tijdstip", time::moment(seen.at)), Row::new("DNSSEC", line(&dns::told(&seen.security)))];
    if let [_, aliases @ ..] = seen.names.as_slice()
        && !aliases.is_empty()
    {
        rows.push(Row::new("Verwijst door (CNAME) naar", line(&aliases.join(" → "))));
    }
    let addresses: Vec<String> = seen.addresses.iter().map(ToString::to_string).collect();
    rows.push(Row::new("Adressen", line(&addresses.join(", "))));
    rows.push(Row::new(
        "Wie certificaten mag uitgeven (CAA)",
        match &seen.caa {
            Known::Seen(caa) => match &caa.at {
                Some(at) => line(&format!("{} (bij {at})", caa.records.join("; "))),
                None => "niet beperkt: er zijn geen CAA-records".to_owned(),
            },
            Known::Moot(why) | Known::Unseen(why) => format!("niet gezien: {}", line(why)),
        },
    ));
    rows.push(Row::new("DNS-server", line(&seen.resolver)));
    rows.push(Row::new("Aantal vragen", seen.queries.to_string()));
    rows
}
