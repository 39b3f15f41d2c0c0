//! The TLS of a host in a terminal: what each address does with its grades, then the verdicts and why.

use std::collections::BTreeMap;

use unicode_width::UnicodeWidthStr as _;

use super::{
    Screen,
    certificates::chained,
    paint::Paint,
    table::{Entry, LONGEST, table, wrapped},
};
use crate::{
    evidence::{
        certificate::Nameless,
        tls::{Known, Listed, Order, Support, TlsAddress, TlsSettings, TlsVersion},
    },
    facts::{
        certificate::describe,
        guideline::{self, Subject, is_field},
    },
    report::{
        text::one_line,
        tls::{Address, Graded, Judged, NOT_TESTED, TlsReport},
    },
};

/// Where what is said of something begins, at most.
const NAMES: usize = 52;

/// What is graded is said in a word; a longer one is a reason, after which nothing comes.
const WORD: usize = 11;

/// Name, what was seen of it, and what is graded.
type Row = (String, String, Option<(Subject, String)>);

/// The report as text.
pub fn render(report: &TlsReport, screen: Screen) -> String {
    let (paint, width) = (Paint(screen.colour), screen.columns());
    let mut out = Vec::new();
    for address in &report.addresses {
        out.extend(wrapped(&head(address), width));
        match &address.seen {
            Some(seen) => Page { address, paint, width, rows: &mut out }.all(seen),
            None => out.extend(indented(address.why.as_deref().unwrap_or_default(), width)),
        }
        out.push(String::new());
    }
    let not_tested = format!("Niet getest: {}.", NOT_TESTED.join(", "));
    let why = "Een dienst die in gebruik is, is geen plek om aanvallen te proberen.";
    out.extend(wrapped(&format!("{not_tested} {why}"), width));
    out.push(String::new());
    let seen = report.addresses.iter().any(|address| address.seen.is_some());
    out.extend(verdicts(&report.criteria, seen, width, paint));
    out.push(String::new());
    out.join("\n")
}

/// A table of the criteria, then each remark in full where something was seen.
pub(super) fn verdicts(criteria: &BTreeMap<String, Judged>, seen: bool, width: usize, paint: Paint) -> Vec<String> {
    let codes =
        |lines: &[String]| lines.iter().filter_map(|line| Some(line.split_once(' ')?.1)).next().map(str::to_owned);
    let judged: Vec<_> = criteria.values().collect();
    let entries: Vec<_> = judged
        .iter()
        .map(|one| {
            let reason = one.criterion.remarks.first().map(|remark| remark.brief.as_str()).unwrap_or_default();
            Entry::new(codes(&one.lines).as_deref(), Some(&one.criterion.finding.verdict), &one.criterion.title, reason)
        })
        .collect();
    let mut out: Vec<String> = table(&entries, width, paint).into_iter().collect();
    // Where nothing was seen, it was said above.
    for one in judged.into_iter().filter(|_| seen) {
        for remark in &one.criterion.remarks {
            out.push(String::new());
            let advice = remark.advies.as_deref().unwrap_or_default();
            let text = format!("{}: {}. {} {advice}", one.criterion.title, remark.kind.words(), remark.text);
            out.extend(wrapped(&one_line(&text, 4 * LONGEST), width));
        }
    }
    out
}

fn head(address: &Address) -> String {
    let name = format!("{}:{}", one_line(&address.host, LONGEST), address.port);
    let at = address.address.as_ref().map_or_else(String::new, |at| format!(" op {at}"));
    let Some(seen) = &address.seen else { return format!("{name}{at}") };
    let took = seen.took_ms.map_or_else(String::new, |ms| match ms {
        0..1000 => format!(" in {ms} ms"),
        _ => format!(" in {},{} s", ms / 1000, ms % 1000 / 100),
    });
    format!("{name}{at}: {} verbindingen{took}", seen.connections)
}

fn indented(text: &str, width: usize) -> Vec<String> {
    wrapped(&one_line(text, 2 * LONGEST), width.saturating_sub(2)).iter().map(|row| format!("  {row}")).collect()
}

/// What one address does, row by row.
struct Page<'a> {
    address: &'a Address,
    paint: Paint,
    width: usize,
    rows: &'a mut Vec<String>,
}

impl Page<'_> {
    fn all(&mut self, seen: &TlsAddress) {
        self.title("Versies");
        let versions = seen.versions.iter().rev().map(|(version, support)| {
            let (word, why) = match support {
                Support::Accepted => ("aan".to_owned(), None),
                Support::Refused(_) => ("uit".to_owned(), None),
                Support::Unknown(why) => ("niet gezien".to_owned(), Some(why)),
            };
            let why = why.map_or_else(String::new, |why| format!(" ({why})"));
            (version.name().to_owned(), format!("{word}{why}"), Some((Subject::Version, version.name().to_owned())))
        });
        self.rows(versions.collect());
        if let Some(settings) = &seen.settings {
            self.settings(settings);
        }
        self.certificates(seen);
    }

    fn certificates(&mut self, seen: &TlsAddress) {
        let Some(certificates) = &seen.certificates else { return };
        for chain in &certificates.shown.found {
            self.title("Certificaat");
            for row in chained(&describe(chain), &self.address.grades, self.paint) {
                self.rows.extend(indented(&row, self.width));
            }
        }
        let stapled = |one: &&Graded| one.about == Subject::Stapling.word();
        let staples = self.address.grades.iter().filter(stapled).map(|one| one.value.clone());
        let mut rows: Vec<Row> = staples
            .map(|value| ("Antwoord van OCSP meegestuurd".to_owned(), value.clone(), Some((Subject::Stapling, value))))
            .collect();
        let nameless = told(&certificates.nameless, |nameless| {
            match nameless {
                Nameless::Another => "een ander certificaat",
                Nameless::Refused => "geen verbinding",
                Nameless::Same => "hetzelfde",
            }
            .to_owned()
        });
        rows.push(("Wie geen naam noemt (SNI), krijgt".to_owned(), nameless, None));
        self.title("Bij het certificaat");
        self.rows(rows);
    }

    fn settings(&mut self, settings: &TlsSettings) {
        for (version, suites) in settings.suites.iter().rev() {
            let order = settings.order.get(version).map_or_else(String::new, ordered);
            self.listed(&format!("Algoritmeselecties van {}{order}", version.name()), suites, Subject::Suite);
        }
        for (version, groups) in settings.groups.iter().rev() {
            let older = if *version == TlsVersion::Tls13 { "" } else { " en ouder" };
            self.listed(
                &format!("Groepen voor sleuteluitwisseling van {}{older}", version.name()),
                groups,
                Subject::Group,
            );
        }
        if let Known::Seen(fields) = &settings.fields {
            let found = fields.found.iter().map(|field| match &field.name {
                Some(name) => name.clone(),
                None => field.graded(),
            });
            let fields = Listed { found: found.collect(), unasked: fields.unasked.clone() };
            self.listed("Groepen voor DHE van TLS 1.2 en ouder", &fields, Subject::Field);
        }
        if let Known::Seen(signatures) = &settings.signatures {
            self.listed("Handtekeningen onder de sleuteluitwisseling van TLS 1.2", signatures, Subject::Signature);
        }
        self.title("Overige instellingen");
        let switch = |name: &str, known: &Known<bool>, words: [&str; 2], about: Option<(Subject, [&str; 2])>| {
            let nth = |on: bool| usize::from(!on);
            let about = about.and_then(|(subject, values)| match known {
                Known::Seen(on) => Some((subject, values[nth(*on)].to_owned())),
                Known::Moot(_) | Known::Unseen(_) => None,
            });
            (name.to_owned(), told(known, |on| words[nth(*on)].to_owned()), about)
        };
        let (on, yes) = (["aan", "uit"], ["ja", "nee"]);
        let mut rows = vec![
            switch("Compressie", &settings.compression, on, Some((Subject::Compression, on))),
            switch(
                "Veilig heronderhandelen",
                &settings.safe_renegotiation,
                yes,
                Some((Subject::Renegotiation, ["veilig", "onveilig"])),
            ),
            switch(
                "Extended Master Secret",
                &settings.extended_master_secret,
                yes,
                Some((Subject::ExtendedMasterSecret, yes)),
            ),
            switch("0-RTT", &settings.early_data, on, Some((Subject::EarlyData, on))),
            switch("Hervat sessies", &settings.resumption, yes, None),
            switch("Tickets in TLS 1.2", &settings.tickets, yes, None),
            switch("Weigert terugval naar ouder (SCSV)", &settings.fallback_refused, yes, None),
        ];
        if let Some(asking) = &settings.client_renegotiation {
            let word = |times: &u32| guideline::asked(*times).to_owned();
            let about = if let Known::Seen(times) = asking { Some((Subject::Asking, word(times))) } else { None };
            rows.push(("Heronderhandelen op verzoek".to_owned(), told(asking, word), about));
        }
        let protocol = told(&settings.protocol, |name| name.clone().unwrap_or_else(|| "geen".to_owned()));
        rows.push(("Protocol (ALPN)".to_owned(), protocol, None));
        self.rows(rows);
    }

    fn title(&mut self, title: &str) {
        self.rows.push(String::new());
        self.rows.extend(wrapped(&one_line(title, LONGEST), self.width));
    }

    fn listed(&mut self, title: &str, listed: &Listed<String>, subject: Subject) {
        if listed.found.is_empty() && listed.unasked.is_none() {
            return;
        }
        self.title(title);
        let of = |name: &str| if is_field(name) { Subject::Field } else { subject };
        let rows = listed.found.iter().map(|name| (name.clone(), String::new(), Some((of(name), name.clone()))));
        self.rows(rows.collect());
        if let Some(why) = &listed.unasked {
            self.rows.extend(indented(&format!("Niet alles is gezien: {why}."), self.width));
        }
    }

    fn rows(&mut self, rows: Vec<Row>) {
        let widest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| text.width()).max().unwrap_or(0);
        let name = widest(&mut rows.iter().map(|(name, ..)| name)).min(NAMES);
        let words = rows.iter().map(|(_, value, _)| value).filter(|value| value.width() <= WORD);
        let value = widest(&mut words.into_iter());
        for (text, seen, about) in &rows {
            let mut row = format!("  {}", padded(&one_line(text, LONGEST), name));
            if !seen.is_empty() {
                row.push_str(&format!("  {}", padded(&one_line(seen, LONGEST), value)));
            }
            if let Some(grade) =
                about.as_ref().and_then(|(subject, value)| grade(&self.address.grades, self.paint, *subject, value))
            {
                row.push_str(&format!("  {grade}"));
            }
            self.rows.push(row.trim_end().to_owned());
        }
    }
}

/// One word where the guidelines agree, otherwise that of each that speaks of it.
pub(super) fn grade(grades: &[Graded], paint: Paint, subject: Subject, value: &str) -> Option<String> {
    let graded = grades.iter().find(|one| one.about == subject.word() && one.value == value)?;
    let mut grades: Vec<(&str, &str)> = graded.grades.iter().map(|(name, grade)| (*name, grade.grade)).collect();
    grades.sort_by_key(|(name, _)| name.len());
    let shown = |grade: &str| paint.grade(grade, grade);
    Some(match grades.as_slice() {
        [(_, one), (_, other)] if one == other => shown(one),
        several => {
            let several = several.iter().map(|(name, grade)| format!("{name}: {}", shown(grade)));
            several.collect::<Vec<_>>().join(", ")
        }
    })
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn ordered(order: &Known<Order>) -> String {
    match order {
        Known::Seen(Order::Server) => ", in de volgorde van de server".to_owned(),
        Known::Seen(Order::Client) => "; de volgorde van de client beslist".to_owned(),
        Known::Moot(_) => String::new(),
        Known::Unseen(why) => format!("; wiens volgorde beslist, is niet gezien ({why})"),
    }
}

fn told<T>(known: &Known<T>, word: impl Fn(&T) -> String) -> String {
    match known {
        Known::Seen(value) => word(value),
        Known::Moot(_) => "n.v.t.".to_owned(),
        Known::Unseen(why) => format!("niet gezien ({why})"),
    }
}
