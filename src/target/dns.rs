//! How names are looked up and from where they are validated: the table `[dns]`.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    path::Path,
};

use hickory_net::proto::{
    dnssec::{
        Algorithm, DigestType,
        rdata::{DNSKEY, DS},
    },
    serialize::txt::trust_anchor::{Entry, Parser},
};
use toml::Spanned;

use super::raw::RawDns;
use crate::checklist::mistake::{Mistake, SourceFile};

/// Where a resolver listens that no port is given for.
pub const PORT: u16 = 53;

/// Longest file read as a trust anchor, in bytes: the root of the world has three keys of less than a kilobyte.
const LONGEST: u64 = 64 * 1024;

/// How names are looked up.
#[derive(Clone, Debug, Default)]
pub struct DnsSettings {
    /// The resolver that is asked; nothing means those of this machine.
    pub resolver: Option<SocketAddr>,
    /// What is trusted instead of the root of the world.
    pub anchor: Option<TrustAnchor>,
}

/// Keys of a root zone that are trusted, as the records DNSKEY and DS name them (RFC 4034 §2 and §5).
#[derive(Clone, Debug, Default)]
pub struct TrustAnchor {
    /// The keys themselves.
    pub keys: Vec<DNSKEY>,
    /// Digests of keys that the root zone must have.
    pub digests: Vec<DS>,
}

/// Reads the table; the path in it is relative to `folder`.
pub(super) fn read(
    file: &SourceFile,
    raw: RawDns,
    folder: &Path,
    mut note: impl FnMut(Mistake),
) -> Option<DnsSettings> {
    let resolver = raw.resolver.map(|at| resolver(file, &at));
    let anchor = raw.vertrouwensanker.map(|path| anchor(file, &path, folder));
    let mut keep = |mistake| note(mistake);
    match (resolver.transpose(), anchor.transpose()) {
        (Ok(resolver), Ok(anchor)) => return Some(DnsSettings { resolver, anchor }),
        (resolver, anchor) => {
            resolver.err().into_iter().chain(anchor.err()).for_each(&mut keep);
        }
    }
    None
}

fn resolver(file: &SourceFile, at: &Spanned<String>) -> Result<SocketAddr, Mistake> {
    let text = at.get_ref();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let plain = bare.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, PORT));
    let found = text.parse::<SocketAddr>().or(plain).ok();
    found.filter(|at| at.port() != 0 && !at.ip().is_unspecified()).ok_or_else(|| {
        file.mistake(at.span(), "this is no address of a resolver")
            .help("write an IP address, with a port if it is not 53: \"127.0.0.1:5353\" or \"[::1]:5353\"")
    })
}

fn anchor(file: &SourceFile, path: &Spanned<String>, folder: &Path) -> Result<TrustAnchor, Mistake> {
    let wrong = |why: String| {
        file.mistake(path.span(), why).help(
            "name a file with the DNSKEY or DS records of your root zone, one on a line: \". IN DS 12345 13 2 …\"",
        )
    };
    let at = folder.join(path.get_ref());
    let size = fs::metadata(&at).map_err(|error| wrong(format!("this trust anchor cannot be read: {error}")))?.len();
    if size > LONGEST {
        return Err(wrong(format!("this file has {size} bytes, too many for a trust anchor")));
    }
    let text = fs::read_to_string(&at).map_err(|error| wrong(format!("this trust anchor cannot be read: {error}")))?;
    text.parse().map_err(|error: String| wrong(format!("this is no trust anchor: {error}")))
}

impl std::str::FromStr for TrustAnchor {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut anchor = Self::default();
        for (number, record) in records(text) {
            anchor.add(&record).map_err(|why| format!("line {number}: {why}"))?;
        }
        if anchor.keys.is_empty() && anchor.digests.is_empty() {
            return Err("it has no DNSKEY or DS record".to_owned());
        }
        Ok(anchor)
    }
}

impl TrustAnchor {
    fn add(&mut self, record: &str) -> Result<(), String> {
        let words: Vec<&str> = record.split_whitespace().collect();
        let Some((owner, rest)) = words.split_first() else { return Ok(()) };
        if *owner != "." {
            return Err(format!("it is for `{owner}`, and trust begins at the root, `.`"));
        }
        let kind = rest.iter().position(|word| !word.eq_ignore_ascii_case("IN") && word.parse::<u32>().is_err());
        let (kind, fields) = kind.and_then(|at| rest[at..].split_first()).ok_or("a record has a type and fields")?;
        if kind.eq_ignore_ascii_case("DS") {
            self.digests.push(digest(fields)?);
            return Ok(());
        }
        if !kind.eq_ignore_ascii_case("DNSKEY") {
            return Err(format!("`{kind}` is neither DNSKEY nor DS"));
        }
        // The base64 may be written in parts.
        let (head, key) = fields.split_at_checked(3).ok_or("a DNSKEY has flags, a protocol, an algorithm and a key")?;
        let line = format!(". IN DNSKEY {} {}\n", head.join(" "), key.concat());
        let entries = Parser::new(line).parse().map_err(|error| error.to_string())?;
        self.keys.extend(entries.iter().filter_map(|entry| match entry {
            Entry::DNSKEY(record) => Some(record.data().clone()),
            _ => None,
        }));
        Ok(())
    }
}

fn digest(fields: &[&str]) -> Result<DS, String> {
    let [tag, algorithm, kind, digest @ ..] = fields else {
        return Err("a DS has a key tag, an algorithm, a type of digest and a digest".to_owned());
    };
    let number = |text: &str| text.parse::<u8>().map_err(|_| format!("`{text}` is no number up to 255"));
    let tag = tag.parse().map_err(|_| format!("`{tag}` is no key tag"))?;
    let kind = DigestType::from(number(kind)?);
    let hex = digest.concat();
    let bytes: Option<Vec<u8>> = (0..hex.len())
        .step_by(2)
        .map(|at| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect();
    let bytes = bytes.filter(|bytes| !bytes.is_empty()).ok_or_else(|| format!("`{hex}` is no hexadecimal digest"))?;
    if !kind.is_supported() {
        return Err(format!("digests of type {} are not known", u8::from(kind)));
    }
    Ok(DS::new(tag, Algorithm::from_u8(number(algorithm)?), kind, bytes))
}

/// Records with the number of the line they begin on: without comments, and what stands in parentheses on one line.
fn records(text: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.split(';').next().unwrap_or_default();
        match all.last_mut().filter(|_| open) {
            Some((_, record)) => {
                record.push(' ');
                record.push_str(line);
            }
            None => all.push((number, line.to_owned())),
        }
        open = line.rfind('(').map_or(open && !line.contains(')'), |at| !line[at..].contains(')'));
    }
    all.into_iter().map(|(number, record)| (number, record.replace(['(', ')'], " "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

    #[test]
    fn digests_and_keys_are_read_as_tools_write_them() {
        let one: TrustAnchor = format!(". 172800 IN DS 20326 8 2 {DIGEST} ; KSK-2017\n").parse().unwrap();
        assert_eq!((one.keys.len(), one.digests[0].key_tag()), (0, 20326));
        let parts = format!("; two parts\n.\tIN DS 20326 8 2 (\n {}\n {} )\n\n", &DIGEST[..32], &DIGEST[32..]);
        assert_eq!(parts.parse::<TrustAnchor>().unwrap().digests, one.digests);
        let key = ". 3600 DNSKEY 257 3 13 oJMRESz5E4gYzS/q6XDrvU1qMPYIjCWzJaOau8XNEZeqCYKD5ar0IRd8 KqXXFJkqmVfRvMGPmM1x8fGAa2XhSA==";
        assert_eq!(key.parse::<TrustAnchor>().unwrap().keys[0].flags(), 257);
    }

    #[test]
    fn what_is_no_anchor_says_why_and_where() {
        let refused = |text: &str| text.parse::<TrustAnchor>().err().unwrap_or_else(|| panic!("{text} is taken"));
        assert_eq!(refused("; nothing"), "it has no DNSKEY or DS record");
        assert_eq!(refused("\nnl. IN DS 1 8 2 AB"), "line 2: it is for `nl.`, and trust begins at the root, `.`");
        assert_eq!(refused(". IN NS a."), "line 1: `NS` is neither DNSKEY nor DS");
        assert_eq!(refused(". IN DS 1 8 2 ABC"), "line 1: `ABC` is no hexadecimal digest");
        assert_eq!(refused(". IN DS 1 8 77 AB"), "line 1: digests of type 77 are not known");
        for broken in
            [".", ". IN", ". IN DS", ". IN DS x 8 2 AB", ". DNSKEY 257 3 13", ". DNSKEY 257 3 13 !!!", "(", ")("]
        {
            assert!(broken.parse::<TrustAnchor>().is_err(), "{broken}");
        }
    }
}
