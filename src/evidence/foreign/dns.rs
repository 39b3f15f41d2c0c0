//! What may stay of an answer of the DNS: anybody writes names and CAA records.

use crate::evidence::{
    dns::{CaaRecords, DnsName, Security},
    redaction::Redactor,
    tls::Known,
};

impl Redactor {
    pub(super) fn dns(&self, seen: &mut DnsName) {
        let DnsName { at: _, names, addresses: _, security, caa, resolver: _, queries: _ } = seen;
        names.iter_mut().for_each(|name| self.written(name));
        match security {
            Security::Secure { zone } => self.written(zone),
            Security::Insecure { name, zone, why: _ } | Security::Bogus { name, zone, flaw: _ } => {
                self.written(name);
                self.written(zone);
            }
        }
        match caa {
            Known::Seen(CaaRecords { at, records }) => {
                at.iter_mut().chain(records).for_each(|text| self.written(text));
            }
            Known::Moot(why) | Known::Unseen(why) => self.written(why),
        }
    }
}
