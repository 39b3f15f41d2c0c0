//! `toetssteen run` and `toetssteen gather`: preflight, plan, gather; and for a run, judge and report.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio::sync::mpsc;

use super::{
    CliError,
    args::{How, Run},
    cert::ders,
    checklist,
    digid::digid_settings,
    plan, progress, state, store, stored, terminal,
};
use crate::{
    checklist::{Checklist, SourceFile},
    digid::{Authority, Digid, Forgeries, Manner},
    evidence::{
        Outcome, Word,
        run::{DigidKind, Timing},
    },
    gather::{Gathered, Order, Plan, events::Events, gather, outline::Outline, preflight},
    judge::Exit,
    target::Target,
};

/// `toetssteen run`
pub(super) async fn run(run: &Run) -> Result<Exit, CliError> {
    terminal::be_quiet(run.how.quiet);
    let checklist = checklist(&run.how.what.checks)?;
    match gather_evidence(run, &checklist).await? {
        Some(gathered) => judge(&run.how.out, &checklist, &gathered),
        None => Ok(Exit::Nothing),
    }
}

/// `toetssteen gather`: says what was not seen, and judges nothing.
pub(super) async fn gather_only(run: &Run) -> Result<Exit, CliError> {
    terminal::be_quiet(run.how.quiet);
    let checklist = checklist(&run.how.what.checks)?;
    let Some(gathered) = gather_evidence(run, &checklist).await? else { return Ok(Exit::Nothing) };
    let gaps = gathered.evidence.places().filter_map(|(_, _, outcome)| match outcome {
        Outcome::Gap(gap) => Some(gap.is_failure()),
        Outcome::Observed(_) => None,
    });
    let gaps: Vec<bool> = gaps.collect();
    let failed = gaps.iter().filter(|failure| **failure).count();
    let all = gathered.evidence.places().count();
    terminal::tell(&format!(
        "of {all} places {} were seen, {failed} could not be and {} were left out; the evidence is in {}",
        all - gaps.len(),
        gaps.len() - failed,
        run.how.out.join("evidence.json").display()
    ));
    Ok(match failed {
        _ if gathered.evidence.run().interrupted => Exit::Interrupted,
        0 => Exit::Fine,
        _ => Exit::Mislukt,
    })
}

/// Judges what was gathered and writes its testrapport.
pub(super) fn judge(out: &Path, checklist: &Checklist, gathered: &Gathered) -> Result<Exit, CliError> {
    stored::write_report(out, checklist, &gathered.evidence, &gathered.blobs)
}

/// Gathers with a DigiD of its own, or without one; nothing where the plan has nothing to do.
async fn gather_evidence(run: &Run, checklist: &Checklist) -> Result<Option<Gathered>, CliError> {
    let target = read_target(&run.target)?;
    // Everything that is wrong is said before a port is opened.
    let errand = Errand::prepare(checklist, &target, &run.how)?;
    if let Some(nothing) = errand.nothing() {
        terminal::tell(nothing);
        return Ok(None);
    }
    store::claim(&run.how.out)?;
    if target.linked == DigidKind::Geen {
        return errand.carry_out(None).await.map(Some);
    }
    let keys = target.digid.state.clone().map_or_else(|| state(run.how.state.as_ref()), Ok)?;
    let authority = Authority::open(&keys.join("digid"))?;
    let settings = digid_settings(&target.digid, Manner::Observing, lies(checklist, errand.plan.timing))?;
    let digid = Digid::start(settings, &authority, Vec::new()).await?;
    publish(&keys, &digid)?;
    let gathered = errand.carry_out(Some(&digid)).await;
    digid.shutdown().await;
    gathered.map(Some)
}

/// What a simulated DigiD can lie with.
pub(super) fn lies(checklist: &Checklist, timing: Timing) -> Forgeries {
    Forgeries { known: Arc::new(checklist.forgeries().clone()), slow: checklist.waits(timing).slow }
}

/// Leaves what a service needs to be linked beside the keys, and says where.
pub(super) fn publish(keys: &Path, digid: &Digid) -> Result<(), CliError> {
    for (name, text) in [("digid-metadata.xml", digid.metadata_xml()), ("digid-ca.pem", digid.root_pem())] {
        let path = keys.join(name);
        fs::write(&path, text).map_err(|error| CliError::Other(format!("{}: {error}", path.display())))?;
    }
    terminal::news(&format!(
        "the metadata and the CA of the simulated DigiD, for linking a service, are in {}",
        keys.display()
    ));
    Ok(())
}

/// A run of which everything that comes from files was read and found good.
pub(super) struct Errand<'a> {
    checklist: &'a Checklist,
    target: &'a Target,
    how: &'a How,
    plan: Plan<'a>,
    /// Certificate authorities that the target file names, in PEM.
    trust: Vec<Vec<u8>>,
    /// Certificates of the other environment that it names, by connection.
    elsewhere: BTreeMap<Word, Vec<String>>,
}

impl<'a> Errand<'a> {
    pub(super) fn prepare(checklist: &'a Checklist, target: &'a Target, how: &'a How) -> Result<Self, CliError> {
        let plan = plan::of(&how.what, checklist, target)?;
        let read =
            |path: &PathBuf| fs::read(path).map_err(|error| CliError::Other(format!("{}: {error}", path.display())));
        let trust = target.trust.iter().map(read).collect::<Result<_, _>>()?;
        let named = target.aansluitingen.iter().filter(|one| !one.elsewhere.is_empty());
        let elsewhere = named.map(|one| Ok((one.naam.clone(), ders(&one.elsewhere)?)));
        let elsewhere = elsewhere.collect::<Result<_, CliError>>()?;
        Ok(Self { checklist, target, how, plan, trust, elsewhere })
    }

    /// Why there is nothing to do, if there is nothing.
    pub(super) fn nothing(&self) -> Option<&'static str> {
        nothing(&self.plan)
    }

    /// The gathering itself, with a DigiD that is already there or without one; what was gathered is stored.
    pub(super) async fn carry_out(self, digid: Option<&Digid>) -> Result<Gathered, CliError> {
        let Self { checklist, target, how, plan, trust, elsewhere } = self;
        let (news, listener) = mpsc::unbounded_channel();
        let order = Order {
            checklist,
            target,
            plan: &plan,
            digid,
            trust,
            elsewhere,
            events: Events::to(news),
            at_once: how.what.at_once.into(),
            rate: how.what.rate,
            chromedriver: how.chromedriver.clone(),
        };
        terminal::news("preflight");
        for line in preflight::look(&order).await? {
            let say = if line.is_problem() { terminal::tell } else { terminal::news };
            say(&format!("  {line}"));
        }
        let outline = Outline::new(&plan, checklist, target, how.what.at_once.into());
        terminal::news(&outline.to_string());
        let (gathered, ()) = tokio::join!(gather(order, stopped()), progress::follow(listener, outline.length()));
        let gathered = gathered?;
        store::write(&how.out, &gathered.evidence, &gathered.blobs)?;
        Ok(gathered)
    }
}

/// Until somebody stops the program.
pub(super) async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Why a plan has nothing to do, if it has nothing.
pub(super) fn nothing(plan: &Plan<'_>) -> Option<&'static str> {
    let waits = plan.aansluitingen.iter().any(|one| !one.left_out.is_empty());
    plan.is_empty().then_some(if waits {
        "all that was selected waits, and that is left out with --snel, or without --long: there is nothing to do"
    } else {
        "nothing was selected: there is nothing to do"
    })
}

/// Reads a target file.
pub(super) fn read_target(path: &Path) -> Result<Target, CliError> {
    Ok(Target::read(&SourceFile::read(path)?, path.parent().unwrap_or(Path::new(".")))?)
}
