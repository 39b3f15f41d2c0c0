//! Each named fault gives its criterion the verdict that stands beside it in the table, and accuses no other.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use serde::Deserialize;
use toetssteen::{
    checklist::journey::Journey,
    evidence::{Pattern, Reason, Variant, run::Koppelvlak},
    judge::{Finding, Judgement, Verdict, Weight},
};

use super::{
    federated::{FEDERATED, federated_target},
    stage::{Examined, Extent, FORGED, LONGEST, checklist, examine, target_file},
};

/// When the connection of the target file was requested, which decides the edition.
const REQUESTED: &str = "2022-06-01";

/// The page of the target file where logging in begins in another language.
const TRANSLATED: &str = "vertaald = \"https://mijn.voorbeeldstad.test/en/login\"\n";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) criterion: String,
    pub(crate) verdict: String,
    pub(crate) sentence: String,
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    #[serde(default)]
    pub(crate) answers: Vec<String>,
    /// The fault of the afnemer, where this row has another name.
    of: Option<String>,
    requested: Option<String>,
    edition: Option<String>,
    #[serde(default)]
    translated: bool,
    #[serde(default)]
    pub(crate) dims: Vec<Dim>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Dim {
    pub(crate) criterion: String,
    #[expect(dead_code, reason = "a dimmed criterion needs a reason, for whoever reads the table")]
    reason: String,
}

#[derive(Debug, Deserialize)]
struct Table {
    fault: Vec<Fault>,
}

/// The table beside this file.
pub(crate) fn table() -> Vec<Fault> {
    toml::from_str::<Table>(include_str!("faults.toml")).unwrap().fault
}

/// What is wrong with the outcome of a fault; nothing, if it is as the table says.
pub(crate) fn complaints(fault: &Fault, judgement: &Judgement) -> Vec<String> {
    let mut complaints = Vec::new();
    for finding in judgement.findings() {
        let name = format!("{}: {}", fault.name, finding.criterion);
        let mine = finding.criterion == fault.criterion;
        let word = finding.verdict.word();
        let failing = finding.expectations.iter().filter(|one| one.outcome >= Weight::Remark);
        let failing: Vec<String> = failing.map(|one| format!("{:?} {}", one.outcome, one.that)).collect();
        if mine && word != fault.verdict {
            complaints.push(format!("{name} is {word}, not {}: {failing:?}", fault.verdict));
        }
        let said = |one: &&toetssteen::judge::finding::Weighed| one.that.starts_with(&fault.sentence);
        if mine
            && !finding
                .expectations
                .iter()
                .filter(said)
                .any(|one| matches!(one.outcome, Weight::Violated | Weight::Doubt | Weight::Remark))
        {
            complaints.push(format!("{name} does not say “{}”: {failing:?}", fault.sentence));
        }
        let dimmed = fault.dims.iter().any(|dim| dim.criterion == finding.criterion);
        if !mine && !finds_nothing(finding) && !dimmed {
            complaints.push(format!("{name} is accused beside it, {word}: {failing:?}"));
        }
    }
    if !complaints.is_empty() {
        let gaps = judgement.findings().flat_map(|finding| &finding.expectations).flat_map(|one| &one.places);
        let gaps = gaps.filter_map(|at| Some(format!("  gap at {}: {:?}", at.place, at.gap.as_ref()?)));
        complaints.extend(gaps.take(3));
    }
    if !judgement.findings().any(|finding| finding.criterion == fault.criterion) {
        complaints.push(format!("{}: {} was not judged", fault.name, fault.criterion));
    }
    complaints
}

/// Whether nothing is held against the service: akkoord, left to a person who gets no hint, or about the other way to ask.
pub(crate) fn finds_nothing(finding: &Finding) -> bool {
    let checklist = checklist();
    let criterion = &checklist.criteria[&finding.criterion];
    match &finding.verdict {
        Verdict::Akkoord => true,
        Verdict::TeBeoordelen => {
            criterion.by_person && finding.expectations.iter().all(|one| one.outcome < Weight::Remark)
        }
        // What asks nothing of a development machine says nothing of this one.
        Verdict::NietVanToepassing(_) if !criterion.applies.omgeving.is_empty() => true,
        Verdict::NietVanToepassing(_) if criterion.applies.eenmalig_inloggen.is_some() => true,
        Verdict::NietVanToepassing(_) => {
            let mut conditions = criterion.expectations.iter().flat_map(|one| &one.when);
            conditions.any(|condition| condition.fact.name == "request.binding")
        }
        _ => false,
    }
}

/// A fault is tried with the journeys that its own criterion reads, and with every criterion that reads nothing else.
pub(crate) async fn try_out(fault: &Fault, extent: Extent<'_>) -> Examined {
    let name = fault.of.as_ref().unwrap_or(&fault.name);
    let mut arguments: Vec<&str> = fault.arguments.iter().map(String::as_str).chain(["--fault", name]).collect();
    let mut target = target_file();
    if fault.criterion.starts_with("eenmalig-inloggen/") {
        arguments.extend(FEDERATED);
        target = federated_target();
    }
    target = target.replace(REQUESTED, fault.requested.as_deref().unwrap_or(REQUESTED));
    if !fault.translated {
        target = target.replace(TRANSLATED, "");
    }
    if let Some(edition) = &fault.edition {
        target = target.replace(&format!("aangevraagd = \"{REQUESTED}\""), &format!("editie = \"{edition}\""));
    }
    examine(&arguments, &target, &covered_by(fault), extent).await
}

/// The criteria of the editions for this fault that read only places which its own passes too, on its way to what it reads
/// itself.
fn covered_by(fault: &Fault) -> Vec<&'static str> {
    let criterion = fault.criterion.as_str();
    let checklist = checklist();
    let read =
        |id: &str| -> Vec<Pattern> { checklist.criteria[id].expectations.iter().map(|one| one.at.clone()).collect() };
    let mine = read(criterion);
    let steps = |journey: &Journey, read: &[Pattern], variant: &Option<Variant>| {
        journey.up_to_last(read, variant.as_ref()).steps.len()
    };
    let passed = |at: &Pattern| match checklist.journeys.get(&at.journey) {
        Some(journey) => {
            let further = |variant| steps(journey, std::slice::from_ref(at), variant) > steps(journey, &mine, variant);
            !journey.variants().iter().any(further)
        }
        None => mine.iter().any(|one| one.journey == at.journey),
    };
    let requested = fault.requested.as_deref().unwrap_or(REQUESTED).parse().unwrap();
    let named = fault.edition.as_ref().map(|edition| edition.replace('.', "-"));
    let editions = checklist.editions.values().filter(|edition| match &named {
        Some(name) => edition.name.as_str() == name,
        None => edition.is_for(Koppelvlak::Saml, requested),
    });
    let named: BTreeSet<&String> =
        editions.flat_map(|edition| &edition.lines).flat_map(|line| line.criteria()).collect();
    let fits = |id: &&String| read(id).iter().all(passed) && (named.contains(id) || checklist.criteria[*id].outside);
    checklist.criteria.keys().filter(fits).map(String::as_str).collect()
}

/// The complaints about a run that was in time. Where the machine was too slow for the waits, which are short here, there is a
/// gap that says so and nothing to compare: then the run is made once more.
async fn complained(fault: &Fault) -> Vec<String> {
    let enough = Extent::Enough(&fault.answers);
    let judgement = try_out(fault, enough).await.judgement;
    let found = complaints(fault, &judgement);
    if found.is_empty() || !too_slow(&judgement) {
        return found;
    }
    complaints(fault, &try_out(fault, enough).await.judgement)
}

fn too_slow(judgement: &Judgement) -> bool {
    let places = judgement.findings().flat_map(|finding| &finding.expectations).flat_map(|one| &one.places);
    let mut reasons = places.filter_map(|at| Some(&at.gap.as_ref()?.reason));
    reasons.any(|reason| matches!(reason, Reason::IdleOutsideWindow { .. } | Reason::SessionOver))
}

async fn all_of(criterion: &str) {
    let faults: Vec<Fault> = table().into_iter().filter(|fault| fault.criterion == criterion).collect();
    assert!(!faults.is_empty());
    let tried = stream::iter(faults).map(async |fault| complained(&fault).await).buffer_unordered(2);
    let complaints: Vec<String> = tried.concat().await;
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

macro_rules! faults_of {
    ($($test:ident = $criterion:literal;)+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            all_of($criterion).await;
        })+

        #[test]
        fn every_fault_of_the_table_has_a_test() {
            let tested = [$($criterion),+];
            for fault in table() {
                assert!(tested.contains(&fault.criterion.as_str()), "{} is not tested", fault.name);
            }
        }
    };
}

faults_of! {
    faults_of_annuleren = "antwoord/annuleren";
    faults_of_foutmelding = "antwoord/foutmelding";
    faults_of_afzender = "authenticatievraag/afzender";
    faults_of_handtekening = "authenticatievraag/handtekening";
    faults_of_niveau = "authenticatievraag/niveau";
    faults_of_opnieuw = "authenticatievraag/opnieuw";
    faults_of_terugkeren = "authenticatievraag/terugkeren";
    faults_of_tijdstip = "authenticatievraag/tijdstip";
    faults_of_deeplinks = "communicatie/deeplinks";
    faults_of_naam = "communicatie/naam";
    faults_of_testgegevens = "communicatie/testgegevens";
    faults_of_logo = "communicatie/logo";
    faults_of_schrijfwijze = "communicatie/schrijfwijze";
    faults_of_adresbalk = "authenticatievraag/adresbalk";
    faults_of_destination = "authenticatievraag/destination";
    faults_of_relaystate = "authenticatievraag/relaystate";
    faults_of_geen_frame = "authenticatievraag/geen-frame";
    faults_of_zelfde_subdomein = "antwoord/zelfde-subdomein";
    faults_of_zelfde_venster = "authenticatievraag/zelfde-venster";
    faults_of_artifact = "antwoord/artifact";
    faults_of_artifact_ondertekend = "antwoord/artifact-ondertekend";
    faults_of_client_certificaat = "antwoord/client-certificaat";
    faults_of_cache_duration = "metadata/cache-duration";
    faults_of_metadata_certificaat = "metadata/certificaat-geldig";
    faults_of_ondertekend = "metadata/ondertekend";
    faults_of_sleutels = "metadata/sleutels";
    faults_of_terugkeeradres = "metadata/terugkeeradres";
    faults_of_vragen_ondertekend = "metadata/vragen-ondertekend";
    faults_of_cookies = "sessie/cookies";
    faults_of_bewaren = "sessie/bewaren";
    faults_of_gemengde_inhoud = "transport/gemengde-inhoud";
    faults_of_hsts = "transport/hsts";
    faults_of_certificaat_sterkte = "transport/certificaat-sterkte";
    faults_of_insluiten = "transport/insluiten";
    faults_of_methoden = "transport/methoden";
    faults_of_omleiding = "transport/omleiding";
    faults_of_verklikkers = "transport/verklikkers";
    faults_of_sessieduur = "sessie/sessieduur";
    faults_of_tweede_login_geannuleerd = "sessie/tweede-login-geannuleerd";
    faults_of_tweede_login_mislukt = "sessie/tweede-login-mislukt";
    faults_of_algoritmen = "transport/algoritmen";
    faults_of_instellingen = "transport/instellingen";
    faults_of_sleuteluitwisseling = "transport/sleuteluitwisseling";
    faults_of_tls_versies = "transport/tls-versies";
    faults_of_uitloggen = "sessie/uitloggen";
    faults_of_uitloggen_zonder_digid = "sessie/uitloggen-zonder-digid";
    faults_of_bevestiging = "eenmalig-inloggen/bevestiging";
    faults_of_door_digid = "eenmalig-inloggen/door-digid";
    faults_of_valse_vragen = "eenmalig-inloggen/valse-vragen";
    faults_of_gedeeltelijk = "eenmalig-inloggen/gedeeltelijk";
    faults_of_ei_metadata = "eenmalig-inloggen/metadata";
    faults_of_via_digid = "eenmalig-inloggen/via-digid";
    faults_of_uitloggen_van_buiten = "sessie/uitloggen-van-buiten";
    faults_of_verlengen = "eenmalig-inloggen/verlengen";
    faults_of_herauthenticatie = "eenmalig-inloggen/herauthenticatie";
    faults_of_de_vraag = "eenmalig-inloggen/vraag";
    faults_of_zonder_goed_antwoord = "eenmalig-inloggen/zonder-goed-antwoord";
    faults_of_sporen = "sessie/sporen";
    faults_of_beveiligingsrichtlijnen = "voorwaarden/beveiligingsrichtlijnen";
    faults_of_gegevens_na_de_sessie = "voorwaarden/gegevens-na-de-sessie";
    faults_of_machtigen_hoofdletters = "communicatie/machtigen-hoofdletters";
    faults_of_machtigen_lidwoord = "communicatie/machtigen-lidwoord";
}

/// Another edition's way to ask what a criterion with faults asks, or that of one binding.
const SAME_FACTS: [&str; 4] = [
    "antwoord/foutmelding-2022",
    "authenticatievraag/handtekening-in-adres",
    "authenticatievraag/handtekening-in-bericht",
    "communicatie/testgegevens-2022",
];

#[test]
fn every_criterion_has_a_fault() {
    for id in checklist().criteria.keys() {
        let by_mutants = id.starts_with(FORGED);
        // What asks nothing of a development machine is broken by websites and files: tests/probes/{certificates,dns,pkioverheid}.rs.
        let elsewhere = !checklist().criteria[id].applies.omgeving.is_empty();
        let broken = by_mutants
            || elsewhere
            || table().iter().any(|fault| fault.criterion == *id)
            || SAME_FACTS.contains(&id.as_str())
            // They take two services, and hours: tests/live/{two_services,renewal}.rs.
            || ["eenmalig-inloggen/andere-dienst", LONGEST].contains(&id.as_str());
        assert!(broken, "no fault breaks {id}: add one to faults.toml");
    }
}
