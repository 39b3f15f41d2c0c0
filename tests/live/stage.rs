//! Runs Toetssteen against the reference afnemer with chosen faults, on loopback and free ports.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};

use toetssteen::{
    checklist::{
        Checklist, Files, SourceFile,
        timing::{Federation, Window},
    },
    cli::stage::{Stage, pace},
    digid::Forgeries,
    evidence::{self, BlobId, Evidence, run::Timing},
    gather::{Order, Plan, events::Events, gather},
    judge::{self, Judgement},
    target::Target,
};
use tokio::sync::Semaphore;

/// What a run gave.
pub(crate) struct Examined {
    pub(crate) evidence: Evidence,
    pub(crate) blobs: BTreeMap<BlobId, Vec<u8>>,
    pub(crate) judgement: Judgement,
}

/// A sound service, in one of its shapes.
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [&'static str],
    pub(crate) target: fn() -> String,
}

/// The sound variants.
pub(crate) const VARIANTS: &[Variant] = &[
    Variant { name: "sound", arguments: &[], target: target_file },
    Variant {
        name: "spa",
        arguments: &["--variant", "spa"],
        target: || {
            let pages = "[aansluiting.paginas]\n";
            let target = target_file().replace("vertaald = \"https://mijn.voorbeeldstad.test/en/login\"\n", "");
            target.replace(pages, &format!("{pages}beschermd = \"https://mijn.voorbeeldstad.test/api/mij\"\n"))
        },
    },
    // Its pages are put together by a script, so that only a browser sees who is logged in.
    Variant { name: "scripted", arguments: &["--variant", "scripted"], target: target_file },
    // The question for DigiD is a form that a script sends.
    Variant { name: "post", arguments: &["--binding", "post"], target: target_file },
    Variant {
        name: "other-words",
        arguments: &["--variant", "other-words"],
        target: || {
            target_file().replace("\"Inloggen met DigiD\"", "\"Log in\"").replace("\"Uitloggen\"", "\"Afmelden\"")
        },
    },
];

/// The checks in the program, read once: unoptimized that takes a tenth of a second.
pub(crate) fn checklist() -> &'static Checklist {
    static READ: LazyLock<Checklist> = LazyLock::new(own_checklist);
    &READ
}

/// The same, to change something in.
pub(super) fn own_checklist() -> Checklist {
    Checklist::load(&Files::built_in()).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// The same with waits for going on using a service that leads to DigiD again after [`RENEWS`].
fn quick_checklist() -> &'static Checklist {
    static READ: LazyLock<Checklist> = LazyLock::new(|| {
        let mut checklist = own_checklist();
        let waits = &mut checklist.scaled;
        waits.every = Duration::from_millis(300);
        let millis = Duration::from_millis;
        waits.federation = Federation { idle: millis(10_500), absolute: millis(10_500), renew: millis(3600) };
        for (name, from, until) in [("early", 2200, 3400), ("due", 4600, 10_000), ("absolute", 13_500, 20_000)] {
            waits.uses.insert(name.parse().unwrap(), Window { from: millis(from), until: millis(until) });
        }
        checklist
    });
    &READ
}

/// How the afnemer is started that such waits are for.
pub(crate) const RENEWS: [&str; 2] = ["--renew-seconds", "4"];

/// The target file of the reference afnemer.
pub(crate) fn target_file() -> String {
    fs::read_to_string("fixtures/afnemer/aansluiting.toml").unwrap()
}

/// How much of a plan is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Extent<'a> {
    AsPlanned,
    /// The same with a DigiD that tells the truth: in a browser the forged answers take minutes.
    Truthful,
    /// What a verdict needs: no pictures, on which none rests, of the answers of DigiD only these, where any is named, and
    /// forged ones only where a criterion of them is.
    Enough(&'a [String]),
    /// The same over HTTP, with waits that only that is quick enough for.
    WithoutBrowser(&'a [String]),
}

/// A stage keeps two cores busy while it acts; more at once make each other's clocks run out. One more acts in their waits.
pub(super) static STAGES: Semaphore = Semaphore::const_new(3);

/// Runs these criteria (all, if none is named) against a service started with these arguments.
pub(crate) async fn examine(arguments: &[&str], target: &str, only: &[&str], extent: Extent<'_>) -> Examined {
    examine_each(&[arguments], target, only, extent).await
}

/// The same with a service for each list of arguments.
pub(crate) async fn examine_each(each: &[&[&str]], target: &str, only: &[&str], extent: Extent<'_>) -> Examined {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let _turn = STAGES.acquire().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let checklist = if matches!(extent, Extent::WithoutBrowser(_)) { quick_checklist() } else { checklist() };
    // Where nothing waits no session needs to be short, and none ends while a busy machine is at something else.
    let waits = only.is_empty() || only.iter().any(|id| !id.starts_with(FORGED));
    let timing = if waits { Timing::Scaled } else { Timing::Real };
    let paced = |arguments: &&[&str]| {
        pace(checklist.waits(timing)).into_iter().chain(arguments.iter().map(ToString::to_string)).collect::<Vec<_>>()
    };
    let each: Vec<Vec<String>> = each.iter().map(paced).collect();
    let each: Vec<&[String]> = each.iter().map(Vec::as_slice).collect();
    let stage = Stage::set(&keys(), folder.path(), &afnemer(), &each, target, lies(checklist)).await.unwrap();
    let file = SourceFile::new("aansluiting.toml", &stage.target);
    let target = Target::read(&file, folder.path()).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let long = only == [LONGEST];
    let mut only: Vec<String> = only.iter().map(ToString::to_string).collect();
    if only.is_empty() && !matches!(extent, Extent::AsPlanned) {
        only = in_editions_of(checklist, &target).filter(|id| !id.starts_with(FORGED)).collect();
    }
    let mut plan = Plan::make(checklist, &target, timing, &only).unwrap();
    if long {
        plan = plan.with_long();
    }
    plan.without_browser = matches!(extent, Extent::WithoutBrowser(_));
    if let Extent::Enough(answers) | Extent::WithoutBrowser(answers) = extent {
        let wanted: BTreeSet<evidence::Variant> =
            answers.iter().map(|answer| evidence::Variant::Named(answer.parse().unwrap())).collect();
        for planned in &mut plan.aansluitingen {
            planned.pictured.clear();
            let made = |answer: &evidence::Variant| {
                planned.journeys.iter().any(|(_, variant)| variant.as_ref() == Some(answer))
            };
            assert!(wanted.iter().all(made), "no journey is made with one of {answers:?}");
            let named = |variant: &evidence::Variant| wanted.is_empty() || wanted.contains(variant);
            planned.journeys.retain(|(_, variant)| variant.as_ref().is_none_or(named));
        }
    }
    let order = Order {
        checklist,
        target: &target,
        plan: &plan,
        digid: Some(&stage.digid),
        trust: target.trust.iter().map(|path| fs::read(path).unwrap()).collect(),
        elsewhere: BTreeMap::new(),
        events: Events::default(),
        at_once: 2,
        rate: None,
        chromedriver: None,
    };
    let gathered = gather(order, std::future::pending()).await.unwrap();
    stage.strike().await;
    let judgement = judge::judge(checklist, &gathered.evidence);
    Examined { evidence: gathered.evidence, blobs: gathered.blobs, judgement }
}

/// The criterion that takes hours; made where it is asked for alone.
pub(crate) const LONGEST: &str = "eenmalig-inloggen/langste-sessie";

/// Where the criteria of forged answers stand.
pub(crate) const FORGED: &str = "valse-antwoorden/";

/// What a DigiD of the tests can lie with.
pub(crate) fn lies(checklist: &Checklist) -> Forgeries {
    Forgeries { known: Arc::new(checklist.forgeries().clone()), slow: checklist.waits(Timing::Scaled).slow }
}

/// What the editions of a target name, and what stands outside all of them.
fn in_editions_of(checklist: &Checklist, target: &Target) -> impl Iterator<Item = String> {
    let plan = Plan::make(checklist, target, Timing::Scaled, &[]).unwrap();
    let ids: BTreeSet<String> =
        plan.aansluitingen.iter().flat_map(|one| &one.criteria).map(|criterion| criterion.id.clone()).collect();
    ids.into_iter()
}

/// Keys for every stage of the tests: making them takes longer than many a test.
pub(super) fn keys() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys")
}

/// The program of the reference afnemer, which `script/test` builds before the tests run.
pub(crate) fn afnemer() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_toetssteen")).with_file_name("afnemer");
    assert!(program.exists(), "{} is not there: run `cargo build -p afnemer`", program.display());
    program
}
