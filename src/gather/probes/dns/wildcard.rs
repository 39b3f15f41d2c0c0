//! That no name is nearer than the wildcard that stands for it.
//!
//! hickory asks for more than there is where the record that proves it (NSEC) is that of the wildcard itself: then this looks
//! again. Names with hashes (NSEC3) it reads well.

use hickory_net::proto::{
    dnssec::{
        Proof,
        rdata::{DNSSECRData, NSEC},
    },
    op::DnsResponse,
    rr::{Name, RData, RecordType},
};

/// Whether a signed NSEC record proves that nothing is nearer to the name than a wildcard below its last so many labels
/// (RFC 4035 §5.3.4): the name one label longer is not there, nor is anything below it.
pub(super) fn is_nearest(name: &Name, labels: u8, signer: &Name, answer: &DnsResponse) -> bool {
    let nearer = name.trim_to(usize::from(labels) + 1);
    answer.authorities.iter().any(|record| match &record.data {
        RData::DNSSEC(DNSSECRData::NSEC(nsec)) => {
            record.proof == Proof::Secure && signer.zone_of(&record.name) && passes_over(&record.name, nsec, &nearer)
        }
        _ => false,
    })
}

/// Whether the record at `owner` says that there is nothing between it and the next name, where `name` would be.
fn passes_over(owner: &Name, nsec: &NSEC, name: &Name) -> bool {
    let (next, types) = (nsec.next_domain_name(), nsec.type_set());
    // What lies below a delegation or a DNAME is not this zone's to deny (RFC 6840 §4.1).
    let cut = types.contains(RecordType::DNAME) || (types.contains(RecordType::NS) && !types.contains(RecordType::SOA));
    let last = next <= owner && next.zone_of(name);
    owner < name && (name < next || last) && !name.zone_of(next) && !(cut && owner.zone_of(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_gap_around_the_name_proves_that_it_is_not_there() {
        let name = |text: &str| Name::from_ascii(text).unwrap();
        let passes = |owner: &str, next: &str, types: &[RecordType], over: &str| {
            let nsec = NSEC::new(name(next), types.iter().copied());
            passes_over(&name(owner), &nsec, &name(over))
        };
        let a = [RecordType::A];
        assert!(passes("*.w.nl.", "z.nl.", &a, "x.w.nl."));
        assert!(passes("*.w.nl.", "nl.", &a, "x.w.nl."), "the last record leads back to the first");
        assert!(!passes("*.w.nl.", "x.w.nl.", &a, "x.w.nl."), "it is there");
        assert!(!passes("x.w.nl.", "z.nl.", &a, "x.w.nl."), "it is there");
        assert!(!passes("*.w.nl.", "b.x.w.nl.", &a, "x.w.nl."), "something is below it");
        assert!(!passes("*.w.nl.", "b.w.nl.", &a, "x.w.nl."), "that is another gap");
        assert!(!passes("y.w.nl.", "be.", &a, "x.w.nl."), "it stands before the gap");
        assert!(!passes("z.be.", "be.", &a, "x.w.nl."), "another zone");
        assert!(!passes("w.nl.", "z.nl.", &[RecordType::NS], "x.w.nl."), "that is for the zone below to say");
        assert!(!passes("w.nl.", "z.nl.", &[RecordType::DNAME], "x.w.nl."), "that whole tree is moved");
        assert!(passes("w.nl.", "z.nl.", &[RecordType::NS, RecordType::SOA], "x.w.nl."));
    }
}
