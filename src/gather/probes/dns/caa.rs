//! Who may give out certificates for a name: its CAA records, or those of the nearest name above it (RFC 8659 §3).

use hickory_net::{
    NetError,
    proto::rr::{Name, RData, RecordType},
};

use super::{asking::Asking, shown};
use crate::{evidence::dns::CaaRecords, gather::error::one_line};

/// How many records are kept; a name has a handful.
const MOST: usize = 20;

/// Longest record kept, in characters.
const LONGEST: usize = 300;

/// Climbs up to the top-level domain. The resolver follows aliases, as an authority that gives out certificates does.
///
/// # Errors
/// When a resolver fails on the way: records further up would count only where there are none here.
pub(super) async fn find(asking: &Asking, host: &Name) -> Result<CaaRecords, NetError> {
    let mut name = host.clone();
    while !name.is_root() {
        let answer = asking.raw(&name, RecordType::CAA).await?;
        let records = answer.answers.iter().filter_map(|record| match &record.data {
            RData::CAA(caa) => Some(one_line(&caa.to_string()).chars().take(LONGEST).collect()),
            _ => None,
        });
        let mut records: Vec<String> = records.take(MOST).collect();
        if !records.is_empty() {
            records.sort();
            return Ok(CaaRecords { at: Some(shown(&name)), records });
        }
        name = name.base_name();
    }
    Ok(CaaRecords { at: None, records: Vec::new() })
}
