//! Mistakes in a target file. Longer than other files because it is one list: each mistake with what is read about it.

use std::path::Path;

use insta::assert_snapshot;
use toetssteen::{
    checklist::SourceFile,
    evidence::{
        certificate::Product,
        run::{DigidKind, Richtlijn},
    },
    target::{Desk, Target},
};

use super::shown::{TARGET, changed_target, refused_target, replaced};

#[test]
fn a_key_that_is_none() {
    assert_snapshot!(changed_target("koppelvlak", "kopelvlak"), @r#"
    error: unknown field `kopelvlak`, expected one of `naam`, `dienst`, `aansluitnummer`, `koppelvlak`, `product`, `omgeving`, `digid`, `betrouwbaarheidsniveau`, `eenmalig-inloggen`, `aangevraagd`, `richtlijn-tls`, `editie`, `metadata`, `paginas`, `bediening`, `ingelogd`, `certificaat-andere-omgeving`, `testpersoon`
     --> aansluiting.toml:6:1
      |
    6 | kopelvlak = "saml"
      | ^^^^^^^^^
      |
      = help: did you mean `koppelvlak`?
    "#);
}

#[test]
fn a_key_that_is_missing() {
    assert_snapshot!(changed_target(r#"betrouwbaarheidsniveau = "midden"
"#, ""), @r#"
    error: missing field `betrouwbaarheidsniveau`
     --> aansluiting.toml:4:1
      |
    4 | [[aansluiting]]
      | ^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_guideline_that_is_none() {
    let named = |number: &str| changed_target("koppelvlak =", &format!("richtlijn-tls = {number}\nkoppelvlak ="));
    assert_snapshot!(named(r#""2025""#), @r#"
    error: unknown variant `2025`, expected `2.1` or `2025-05`
     --> aansluiting.toml:6:17
      |
    6 | richtlijn-tls = "2025"
      |                 ^^^^^^
      |
      = help: did you mean `2025-05`?
    "#);
    assert!(named("2.1").starts_with("error: wanted string or table"), "{}", named("2.1"));
}

#[test]
fn the_newest_guideline_can_be_chosen() {
    let text = TARGET.replace("koppelvlak =", "richtlijn-tls = \"2025-05\"\nkoppelvlak =");
    let target = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(""));
    let target = target.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(target.aansluitingen[0].richtlijn_tls, Richtlijn::Nieuwste);
}

#[test]
fn a_product_that_nobody_logs_in_with() {
    let named = |product: &str| changed_target("koppelvlak =", &format!("product = {product}\nkoppelvlak ="));
    assert_snapshot!(named(r#""bsnk""#), @r#"
    error: nobody logs in with this product over SAML
     --> aansluiting.toml:6:11
      |
    6 | product = "bsnk"
      |           ^^^^^^
      |
      = help: write one of: digid, machtigen; or leave the line out for DigiD
    "#);
    assert!(named(r#""machtigingen""#).contains("help: did you mean `machtigen`?"), "{}", named(r#""machtigingen""#));
    let text = TARGET.replace("koppelvlak =", "product = \"machtigen\"\nkoppelvlak =");
    let target = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(""));
    let target = target.unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(target.aansluitingen[0].product, Some(Product::Machtigen));
}

#[test]
fn a_hertest_of_nothing() {
    assert_snapshot!(refused_target(&format!("hertest-van = \" \"\n{TARGET}")), @r#"
    error: an empty `hertest-van` refers to no earlier test
     --> aansluiting.toml:1:15
      |
    1 | hertest-van = " "
      |               ^^^
      |
      = help: write the kenmerk of the earlier test, or leave the line out
    "#);
}

#[test]
fn a_supplier_that_is_the_afnemer_itself() {
    assert_snapshot!(changed_target("[afnemer]\n", "[afnemer]\nleverancier = \" gemeente VOORBEELD \"\n"), @r#"
    error: this `leverancier` is no other organisation than the afnemer
     --> aansluiting.toml:2:15
      |
    2 | leverancier = " gemeente VOORBEELD "
      |               ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write the name of the supplier of the software, or leave the line out
    "#);
}

#[test]
fn a_level_that_is_none() {
    assert_snapshot!(changed_target(r#""midden""#, r#""laag""#), @r#"
    error: unknown variant `laag`, expected one of `basis`, `midden`, `substantieel`, `hoog`
     --> aansluiting.toml:9:26
      |
    9 | betrouwbaarheidsniveau = "laag"
      |                          ^^^^^^
      |
      = help: write one of: basis, hoog, midden, substantieel
    "#);
}

#[test]
fn a_koppelvlak_that_cannot_be_tested() {
    assert_snapshot!(changed_target(r#""saml""#, r#""cgi""#), @r#"
    error: the simulated DigiD speaks SAML only; testing CGI is not possible yet
     --> aansluiting.toml:6:14
      |
    6 | koppelvlak = "cgi"
      |              ^^^^^
    "#);
}

#[test]
fn an_address_without_tls() {
    assert_snapshot!(changed_target(r#""https://mijn.voorbeeld.test/inloggen""#, r#""http://mijn.voorbeeld.test/inloggen""#), @r#"
    error: write the address with https://; whether http leads there is tested apart
      --> aansluiting.toml:14:9
       |
    14 | start = "http://mijn.voorbeeld.test/inloggen"
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_address_that_is_none() {
    assert_snapshot!(changed_target(r#""https://mijn.voorbeeld.test/inloggen""#, r#""mijn.voorbeeld.test""#), @r#"
    error: this is no address: relative URL without a base
      --> aansluiting.toml:14:9
       |
    14 | start = "mijn.voorbeeld.test"
       |         ^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_address_with_a_password() {
    assert_snapshot!(changed_target(r#""https://mijn.voorbeeld.test/inloggen""#, r#""https://jan:geheim@mijn.voorbeeld.test/inloggen""#), @r#"
    error: an address has a host, and no name or password in it
      --> aansluiting.toml:14:9
       |
    14 | start = *************************************************
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn no_page_behind_the_login() {
    assert_snapshot!(changed_target(r#"["https://mijn.voorbeeld.test/mijn"]"#, "[]"), @r#"
    error: name at least one page behind the login
      --> aansluiting.toml:15:19
       |
    15 | achter-inloggen = []
       |                   ^^
    "#);
}

#[test]
fn nothing_behind_the_login_is_named() {
    assert_snapshot!(changed_target(r#"achter-inloggen = ["https://mijn.voorbeeld.test/mijn"]
"#, ""), @r#"
    error: no page behind the login is named
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
      |
      = help: add to [aansluiting.paginas]: achter-inloggen = ["https://…"]
    "#);
}

#[test]
fn the_metadata_is_not_named() {
    assert_snapshot!(changed_target(r#"metadata = "https://mijn.voorbeeld.test/metadata"
"#, ""), @r#"
    error: there is no `metadata`, from which DigiD knows the service
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
      |
      = help: add to [[aansluiting]]: metadata = "https://…"
    "#);
}

#[test]
fn a_number_that_is_no_bsn() {
    assert_snapshot!(changed_target(r#""999900006""#, r#""123456789""#), @r#"
    error: this is not a BSN: the number does not pass the eleven-test
      --> aansluiting.toml:22:7
       |
    22 | bsn = ***********
       |       ^^^^^^^^^^^
    "#);
}

#[test]
fn a_bsn_that_is_no_text() {
    assert_snapshot!(changed_target(r#""999900006""#, "123456789"), @r#"
    error: invalid type: integer `*********`, expected a string
      --> aansluiting.toml:22:7
       |
    22 | bsn = *********
       |       ^^^^^^^^^
    "#);
}

#[test]
fn the_same_person_twice() {
    assert_snapshot!(changed_target(r#"herkenning = "A. Jansen""#, r#"herkenning = "A. Jansen"

[[aansluiting.testpersoon]]
bsn = "999900006"
herkenning = "B. Pietersen""#), @r#"
    error: this test person stands here twice
      --> aansluiting.toml:26:7
       |
    26 | bsn = "*********"
       |       ^^^^^^^^^^^
    "#);
}

#[test]
fn two_persons_shown_by_the_same_text() {
    assert_snapshot!(changed_target(r#"herkenning = "A. Jansen""#, r#"herkenning = "A. Jansen"

[[aansluiting.testpersoon]]
bsn = "999905405"
herkenning = "A. Jansen""#), @r#"
    error: another test person is shown by the same text, so they cannot be told apart
      --> aansluiting.toml:27:14
       |
    27 | herkenning = "A. Jansen"
       |              ^^^^^^^^^^^
    "#);
}

#[test]
fn a_person_shown_by_nothing() {
    assert_snapshot!(changed_target(r#""A. Jansen""#, r#"" ""#), @r#"
    error: an empty text is on every page and shows nobody
      --> aansluiting.toml:23:14
       |
    23 | herkenning = " "
       |              ^^^
    "#);
}

#[test]
fn no_sign_of_being_logged_in() {
    assert_snapshot!(changed_target(r#"herkenning = "A. Jansen"
"#, ""), @r#"
    error: nothing tells a logged-in page from another
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
      |
      = help: add `ingelogd = { tekst = "…" }`, or give every [[aansluiting.testpersoon]] a `herkenning`
    "#);
}

#[test]
fn an_empty_sign_of_being_logged_in() {
    assert_snapshot!(changed_target(r#"digid = "simulator""#, r#"digid = "simulator"
ingelogd = { selector = "" }"#), @r#"
    error: an empty `ingelogd` is on every page
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
    "#);
}

#[test]
fn a_control_that_is_not_named() {
    assert_snapshot!(changed_target(r#"uitloggen = { tekst = "Uitloggen" }
"#, ""), @r#"
    error: the control `uitloggen` is not named
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
      |
      = help: add to [aansluiting.bediening]: uitloggen = { tekst = "…" } or { selector = "…" }
    "#);
}

#[test]
fn a_page_in_another_language_without_its_control() {
    // The page is named, and what leads to DigiD there is not.
    let page = "start = \"https://mijn.voorbeeld.test/inloggen\"\n";
    assert_snapshot!(changed_target(page, &format!("{page}vertaald = \"https://mijn.voorbeeld.test/en\"\n")), @r#"
    error: the control `inloggen-vertaald` is not named
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
      |
      = help: add to [aansluiting.bediening]: inloggen-vertaald = { tekst = "…" } or { selector = "…" }
    "#);
}

#[test]
fn a_control_named_by_nothing() {
    assert_snapshot!(changed_target(r#""Uitloggen""#, r#""""#), @r#"
    error: an empty text or selector names every control
      --> aansluiting.toml:19:1
       |
    19 | uitloggen = { tekst = "" }
       | ^^^^^^^^^
    "#);
}

#[test]
fn a_control_named_in_an_unknown_way() {
    assert_snapshot!(changed_target(r#"{ tekst = "Uitloggen" }"#, r#"{ text = "Uitloggen" }"#), @r#"
    error: unknown variant `text`, expected `selector` or `tekst`
      --> aansluiting.toml:19:15
       |
    19 | uitloggen = { text = "Uitloggen" }
       |               ^^^^
       |
       = help: did you mean `tekst`?
    "#);
}

#[test]
fn a_control_named_twice() {
    assert_snapshot!(changed_target(r#"{ tekst = "Uitloggen" }"#, r#"{ tekst = "Uitloggen", selector = "nav a" }"#), @r#"
    error: exactly one key is wanted here
      --> aansluiting.toml:19:13
       |
    19 | uitloggen = { tekst = "Uitloggen", selector = "nav a" }
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn the_real_digid() {
    assert_snapshot!(changed_target(r#""simulator""#, r#""productie""#), @r#"
    error: running against the real DigiD is not possible yet
     --> aansluiting.toml:8:9
      |
    8 | digid = "productie"
      |         ^^^^^^^^^^^
      |
      = help: link a test version of the service to the simulated DigiD: digid = "simulator"; or test only what comes before DigiD, which is never contacted then: digid = "geen"
    "#);
}

#[test]
fn digid_preproductie() {
    assert_snapshot!(changed_target(r#""simulator""#, r#""preproductie""#), @r#"
    error: running against DigiD preproductie is not possible yet
     --> aansluiting.toml:8:9
      |
    8 | digid = "preproductie"
      |         ^^^^^^^^^^^^^^
      |
      = help: link a test version of the service to the simulated DigiD: digid = "simulator"; or test only what comes before DigiD, which is never contacted then: digid = "geen"
    "#);
}

#[test]
fn without_digid_any_service_can_be_tested() {
    for omgeving in ["ontwikkel", "preproductie", "productie"] {
        let text = TARGET.replace("simulator", "geen").replace("ontwikkel", omgeving);
        let target = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(""));
        let target = target.unwrap_or_else(|mistakes| panic!("{mistakes}"));
        assert_eq!(target.linked, DigidKind::Geen);
        // The simulated DigiD on its own is never told of it: it may be a production service.
        let desk = Desk::read(&SourceFile::new("aansluiting.toml", &text), Path::new(""));
        let said = desk.expect_err("no DigiD is started for it").to_string();
        assert!(said.contains("`digid = \"geen\"`, so no DigiD is started"), "{said}");
    }
}

#[test]
fn two_kinds_of_digid_in_one_file() {
    let second = TARGET.split_once("[[aansluiting]]").unwrap().1.replace("\"mijn\"", "\"ander\"");
    let text = format!("{TARGET}\n[[aansluiting]]{}", second.replace("simulator", "geen"));
    let mistakes = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new("")).unwrap_err().to_string();
    assert!(mistakes.contains("another aansluiting in this file has another DigiD"), "{mistakes}");
    assert!(mistakes.contains("write two target files"), "{mistakes}");
}

#[test]
fn a_digid_that_is_none() {
    assert_snapshot!(changed_target(r#""simulator""#, r#""simulatie""#), @r#"
    error: unknown variant `simulatie`, expected one of `geen`, `preproductie`, `productie`, `simulator`
     --> aansluiting.toml:8:9
      |
    8 | digid = "simulatie"
      |         ^^^^^^^^^^^
      |
      = help: did you mean `simulator`?
    "#);
}

#[test]
fn a_production_service_that_would_trust_our_key() {
    assert_snapshot!(changed_target(r#""ontwikkel""#, r#""productie""#), @r#"
    error: a production service must never trust the simulated DigiD: its key stands on this machine
     --> aansluiting.toml:7:12
      |
    7 | omgeving = "productie"
      |            ^^^^^^^^^^^
      |
      = help: link a test version of the service to the simulated DigiD: digid = "simulator"; or test only what comes before DigiD, which is never contacted then: digid = "geen"
    "#);
}

#[test]
fn no_edition() {
    assert_snapshot!(changed_target(r#"aangevraagd = "2022-06-01"
"#, ""), @r#"
    error: it is not clear which edition of the checklist judges this aansluiting
     --> aansluiting.toml:5:8
      |
    5 | naam = "mijn"
      |        ^^^^^^
      |
      = help: add `aangevraagd = "JJJJ-MM-DD"`, or name an `editie`
    "#);
}

#[test]
fn a_day_that_is_none() {
    assert_snapshot!(changed_target("2022-06-01", "1 juni 2022"), @r#"
    error: this is no date; write it as "2022-12-01"
      --> aansluiting.toml:10:15
       |
    10 | aangevraagd = "1 juni 2022"
       |               ^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_edition_whose_name_is_none() {
    assert_snapshot!(changed_target(r#"aangevraagd = "2022-06-01""#, r#"editie = "Lijst 1!""#), @r#"
    error: `Lijst 1!` is not a name: use lower-case letters, digits and hyphens, beginning with a letter or digit
      --> aansluiting.toml:10:10
       |
    10 | editie = "Lijst 1!"
       |          ^^^^^^^^^^
    "#);
}

#[test]
fn a_list_without_an_edition() {
    assert_snapshot!(changed_target(r#"aangevraagd = "2022-06-01""#, "editie = []"), @r#"
    error: name at least one edition
      --> aansluiting.toml:10:10
       |
    10 | editie = []
       |          ^^
    "#);
}

#[test]
fn a_name_that_is_none() {
    assert_snapshot!(changed_target(r#"naam = "mijn""#, r#"naam = "Mijn Voorbeeld""#), @r#"
    error: `Mijn Voorbeeld` is not a name: use lower-case letters, digits and hyphens, beginning with a letter or digit
     --> aansluiting.toml:5:8
      |
    5 | naam = "Mijn Voorbeeld"
      |        ^^^^^^^^^^^^^^^^
    "#);
}

/// What is said of a table `[dns]` with this in it.
fn refused_dns(table: &str) -> String {
    refused_target(&format!("[dns]\n{table}\n{TARGET}"))
}

#[test]
fn a_resolver_that_is_no_address() {
    assert_snapshot!(refused_dns("resolver = \"dns.voorbeeld.nl\""), @r#"
    error: this is no address of a resolver
     --> aansluiting.toml:2:12
      |
    2 | resolver = "dns.voorbeeld.nl"
      |            ^^^^^^^^^^^^^^^^^^
      |
      = help: write an IP address, with a port if it is not 53: "127.0.0.1:5353" or "[::1]:5353"
    "#);
    for at in ["", "127.0.0.1:0", "127.0.0.1:99999", "0.0.0.0", "[::]:53", "::1:5353:", "tcp://127.0.0.1"] {
        assert!(refused_dns(&format!("resolver = \"{at}\"")).contains("no address of a resolver"), "{at}");
    }
    for (written, read) in
        [("127.0.0.1", "127.0.0.1:53"), ("::1", "[::1]:53"), ("[::1]", "[::1]:53"), ("[::1]:5353", "[::1]:5353")]
    {
        let text = format!("[dns]\nresolver = \"{written}\"\n{TARGET}");
        let target = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(".")).unwrap();
        assert_eq!(target.dns.resolver.map(|at| at.to_string()).as_deref(), Some(read));
    }
}

#[test]
fn a_trust_anchor_that_is_not_there() {
    assert_snapshot!(refused_dns("vertrouwensanker = \"er-is-niets.ds\""), @r#"
    error: this trust anchor cannot be read: No such file or directory (os error 2)
     --> aansluiting.toml:2:20
      |
    2 | vertrouwensanker = "er-is-niets.ds"
      |                    ^^^^^^^^^^^^^^^^
      |
      = help: name a file with the DNSKEY or DS records of your root zone, one on a line: ". IN DS 12345 13 2 …"
    "#);
}

#[test]
fn a_trust_anchor_that_is_none() {
    assert_snapshot!(refused_dns("vertrouwensanker = \"Cargo.toml\""), @r#"
    error: this is no trust anchor: line 1: it is for `[workspace]`, and trust begins at the root, `.`
     --> aansluiting.toml:2:20
      |
    2 | vertrouwensanker = "Cargo.toml"
      |                    ^^^^^^^^^^^^
      |
      = help: name a file with the DNSKEY or DS records of your root zone, one on a line: ". IN DS 12345 13 2 …"
    "#);
    assert!(refused_dns("vertrouwensanker = \"src\"").contains("cannot be read"));
    assert!(refused_dns("vertrouwensanker = \"Cargo.lock\"").contains("too many for a trust anchor"));
}

#[test]
fn an_issuer_that_is_no_host() {
    let refused = |hosts: &str| refused_target(&format!("[vertrouwen]\nintrekking = [{hosts}]\n{TARGET}"));
    assert_snapshot!(refused("\"ocsp.voorbeeld.test\", \"http://crl.voorbeeld.test/lijst.crl\""), @r#"
    error: this is more than a host; write: crl.voorbeeld.test
     --> aansluiting.toml:2:38
      |
    2 | intrekking = ["ocsp.voorbeeld.test", "http://crl.voorbeeld.test/lijst.crl"]
      |                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    "#);
    for host in ["", "ocsp.voorbeeld.test:0", "ocsp voorbeeld"] {
        assert!(refused(&format!("{host:?}")).contains("aansluiting.toml:2:15"), "{host}");
    }
    let text = format!("[vertrouwen]\nintrekking = [\"OCSP.voorbeeld.test\", \"127.0.0.1:8080\"]\n{TARGET}");
    let target = Target::read(&SourceFile::new("aansluiting.toml", &text), Path::new(".")).unwrap();
    let read: Vec<_> = target.issuers.iter().map(|(host, port)| format!("{host}:{port}")).collect();
    assert_eq!(read, ["127.0.0.1:8080", "ocsp.voorbeeld.test:80"]);
}

#[test]
fn a_setting_of_names_that_is_none() {
    assert_snapshot!(refused_dns("resolvers = \"127.0.0.1\""), @r#"
    error: unknown field `resolvers`, expected `resolver` or `vertrouwensanker`
     --> aansluiting.toml:2:1
      |
    2 | resolvers = "127.0.0.1"
      | ^^^^^^^^^
      |
      = help: did you mean `resolver`?
    "#);
}

#[test]
fn names_are_no_matter_of_digid_alone() {
    let text = "[dns]\nresolver = \"127.0.0.1\"\n[digid]\n";
    let said = Desk::read(&SourceFile::new("digid.toml", text), Path::new(".")).expect_err("it names no service");
    assert!(said.to_string().contains("missing field `afnemer`"), "{said}");
}

#[test]
fn digid_listening_off_loopback() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid]
luister = "0.0.0.0:7443"

[afnemer]"#), @r#"
    error: the simulated DigiD listens on this machine only: use 127.0.0.1 or [::1]
     --> aansluiting.toml:2:11
      |
    2 | luister = "0.0.0.0:7443"
      |           ^^^^^^^^^^^^^^
    "#);
}

#[test]
fn the_back_channel_off_loopback() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid]
achterkanaal = "192.0.2.1:7444"

[afnemer]"#), @r#"
    error: the simulated DigiD listens on this machine only: use 127.0.0.1 or [::1]
     --> aansluiting.toml:2:16
      |
    2 | achterkanaal = "192.0.2.1:7444"
      |                ^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn an_address_of_digid_with_a_path() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid]
adres = "https://digid.test/inloggen"

[afnemer]"#), @r#"
    error: this is no public address of DigiD
     --> aansluiting.toml:2:9
      |
    2 | adres = "https://digid.test/inloggen"
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write https:// and a host name in lower case, with a port if it is not 443 and without a path: "https://digid.voorbeeld.test:7443"
    "#);
}

#[test]
fn an_entity_id_that_would_be_written_otherwise() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid]
entity-id = "https://digid.test"

[afnemer]"#), @r#"
    error: an entityID is compared to the letter, and this one is not written out
     --> aansluiting.toml:2:13
      |
    2 | entity-id = "https://digid.test"
      |             ^^^^^^^^^^^^^^^^^^^^
      |
      = help: write it as "https://digid.test/"
    "#);
}

#[test]
fn a_path_of_digid_that_is_none() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid.paden]
inloggen = "/saml/{id}"

[afnemer]"#), @r#"
    error: this is no path
     --> aansluiting.toml:2:12
      |
    2 | inloggen = "/saml/{id}"
      |            ^^^^^^^^^^^^
      |
      = help: begin with / and use letters, digits, - _ . ~ only, as in "/saml/sso"
    "#);
}

#[test]
fn two_things_of_digid_at_one_path() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid.paden]
inloggen = "/saml/idp/metadata"

[afnemer]"#), @r#"
    error: something else of DigiD is at this path already
     --> aansluiting.toml:2:12
      |
    2 | inloggen = "/saml/idp/metadata"
      |            ^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_path_where_the_pages_of_digid_are() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid.paden]
artifact = "/inloggen/artifact"

[afnemer]"#), @r#"
    error: the pages of the simulated DigiD are there themselves
     --> aansluiting.toml:2:12
      |
    2 | artifact = "/inloggen/artifact"
      |            ^^^^^^^^^^^^^^^^^^^^
    "#);
}

#[test]
fn a_setting_of_digid_that_is_none() {
    assert_snapshot!(changed_target("[afnemer]", r#"[digid]
adress = "https://digid.test"

[afnemer]"#), @r#"
    error: unknown field `adress`, expected one of `luister`, `achterkanaal`, `staat`, `adres`, `adres-achterkanaal`, `entity-id`, `certificaten-van`, `paden`
     --> aansluiting.toml:2:1
      |
    2 | adress = "https://digid.test"
      | ^^^^^^
      |
      = help: did you mean `adres`?
    "#);
}

#[test]
fn a_port_that_is_none() {
    assert_snapshot!(changed_target("[afnemer]", r#"[hosts."mijn.voorbeeld.test"]
connect = { https = "127.0.0.1:8443" }

[afnemer]"#), @r#"
    error: this is no port number
     --> aansluiting.toml:2:13
      |
    2 | connect = { https = "127.0.0.1:8443" }
      |             ^^^^^
    "#);
}

#[test]
fn a_route_to_no_address() {
    assert_snapshot!(changed_target("[afnemer]", r#"[hosts."mijn.voorbeeld.test"]
connect = { 443 = "localhost" }

[afnemer]"#), @r#"
    error: invalid socket address syntax
     --> aansluiting.toml:2:19
      |
    2 | connect = { 443 = "localhost" }
      |                   ^^^^^^^^^^^
      |
      = help: write an IP address and a port: "127.0.0.1:8443"
    "#);
}

#[test]
fn no_aansluiting() {
    assert_snapshot!(refused_target("aansluiting = []\n[afnemer]\nnaam = \"Gemeente Voorbeeld\"\n"), @r#"
    error: no [[aansluiting]] is described
     --> aansluiting.toml
    "#);
}

#[test]
fn two_aansluitingen_with_one_name() {
    let again = TARGET.split_once("[[aansluiting]]").unwrap().1;
    assert_snapshot!(refused_target(&format!("{TARGET}\n[[aansluiting]]{again}")), @r#"
    error: two aansluitingen have this name
      --> aansluiting.toml:26:8
       |
    26 | naam = "mijn"
       |        ^^^^^^
    "#);
}

#[test]
fn every_mistake_is_said_at_once() {
    let text = replaced(&replaced(TARGET, "2022-06-01", "gisteren"), "999900006", "999900007");
    assert_snapshot!(refused_target(&text), @r#"
    error: this is no date; write it as "2022-12-01"
      --> aansluiting.toml:10:15
       |
    10 | aangevraagd = "gisteren"
       |               ^^^^^^^^^^

    error: this is not a BSN: the number does not pass the eleven-test
      --> aansluiting.toml:22:7
       |
    22 | bsn = ***********
       |       ^^^^^^^^^^^
    "#);
}
