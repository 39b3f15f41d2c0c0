//! Toetssteen tests a web service that logs citizens in with DigiD against what Logius asks of such a connection, and writes
//! the testrapport.
//!
//! # The way of a run
//! ```text
//!  aansluiting.toml ─┐
//!                    ├─▶ plan ─▶ gather ─▶ evidence ─▶ judge ─▶ findings ─▶ report ─▶ testrapport
//!  checks/ ──────────┘          (acts)    (sealed)    (pure)
//! ```
//! The checklist names the places it wants to read, the plan picks the journeys and probes that pass there and goes no
//! further than the last of them, gathering ends each of those places as an observation or a gap. Then nothing acts any
//! more.
//!
//! # The map
//! | where | what |
//! | --- | --- |
//! | `checks/editions` | the official lists, line by line, each pointing to the criteria that judge it |
//! | `checks/*/` | criteria, one a file: what must hold, where, and what it means when it does not |
//! | `checks/journeys` | ways through a service: acts and marks |
//! | `checks/forged-logouts` | questions of DigiD to end a session that are false, and whose session may not end by them |
//! | `checks/forgeries` | answers of DigiD that are false, by class: how each differs from a genuine one, and what a sound service does |
//! | `checks/pkioverheid` | the hierarchies of PKIoverheid with the certificates of their issuers, and which one a product asks for |
//! | `checks/ncsc` | how the guidelines of the NCSC grade TLS: a table for each, every row with its section |
//! | `checks/texts`, `checks/timing` | texts that must be shown to the letter, words that tell of test data; how long is waited |
//! | `reports` | templates and style of the testrapport, schemas of what is written |
//! | `fixtures/afnemer` | a service to test with, sound or with named faults; shares no SAML code with the harness |
//! | `fixtures/fuzz` | inputs for every reader of what comes from outside, from which `tests/fuzz` makes damaged ones |
//! | `fixtures/pages` | pages with a DigiD control or without one, and what `init` must make of each |
//! | [`evidence`] | the nouns: place, observation, gap, run, seal; what is hidden before it is kept |
//! | [`saml`] | messages: read, signed, verified, forged; the answers DigiD can give. No network |
//! | [`facts`] | the vocabulary of `fact = "…"`: typed readings of one observation |
//! | [`checklist`] | check files to types, mistakes to explanations |
//! | [`target`] | the service under test, as its target file describes it |
//! | [`digid`] | the simulated DigiD: its pages, single sign-on, sessions and logging out, artifact resolution, keys; how it lies |
//! | [`gather`] | plan, journeys, browser and HTTP agent, probes, attempts with forged answers and questions; what a link with DigiD lacks; a first look at a service |
//! | [`judge`] | criteria over evidence |
//! | [`report`] | the testrapport and its renderings |
//! | [`cli`] | commands, exit status, progress, and the stage on which a service and a DigiD stand |
//!
//! A room looks only downwards: `cli` → `report` → `judge` ╎ `gather` → `digid` → `target` → `checklist` → `facts` →
//! `saml` → `evidence`. Judging and gathering do not know each other. `tests/architecture` holds this and most of what follows.
//!
//! # The invariants
//! 1. **Gathering never judges, judging never acts.** Judging touches no file, network, clock or chance; *now* is when
//!    something was observed. One version of the program gives the same findings for the same evidence, to the byte.
//! 2. **Every place is announced before it is visited**, and ends as exactly one observation or one gap that says why and
//!    through whom. A pattern covers what was announced, not what happened to be seen; one that covers nothing is *niet
//!    vastgesteld*. What was seen to be wrong weighs most, then what could not be seen, then doubt.
//! 3. **A test that something is refused is read only between its controls.** A genuine login before and after shows that
//!    the service was there to refuse; where a control fails there is no outcome, only a gap.
//! 4. **A text from a file becomes a type or a mistake when it is loaded.** What cannot be read, met or true is refused
//!    with file, line, caret and suggestion before a port or browser opens.
//! 5. **No secret and no real person in evidence.** Cookies and tokens become tags under a key that the run throws away;
//!    a number that could be a BSN stays only when it is a test person's; pictures are taken of a covered page, or not kept.
//!    All that others wrote is redacted once, when the run is sealed: then every secret of it is known, so that no verdict
//!    depends on when one was learnt.
//! 6. **Nothing is probed or followed outside the hosts that the target file names**, and a production service is never
//!    linked to the simulated DigiD, whose key stands on this machine. That listens on loopback, or asks for a passphrase.
//!    Where no DigiD takes part, what would go there is read and kept back. Resolvers and issuers stand in the printed plan. The
//!    first are asked about hosts that the target file names, and never about those of a development environment; the second only
//!    where the target file names their host, about a certificate that names it too.
//!
//! # Where the house differs from its first plan
//! - A journey also has the steps `knock`, `copy` and `revisit`. Whether a session lives is asked over HTTP with moved
//!   cookies, past every cache of a browser, and the answer needs a mark of its own to be judged.
//! - The step `logout` presses a button of DigiD's page for logging out where the service led there, and nothing where it did not: that
//!   somebody was not asked is what a criterion of eenmalig inloggen reads, and no reason to end the journey of all others.
//! - The step `service` goes on at another service of the federation, with its pages and controls and in the same browser. Journeys that
//!   may end sessions of others are made last, one service after the other, and then the forged questions to log out.
//! - The steps `use` and `use-on` go on using the service until so long after the login, or until it leads to DigiD, and `renew` answers
//!   there: whether somebody is led back is what is looked for, so it ends no journey. They need no turn to act, because a page that comes
//!   late would miss the minutes that count. DigiD itself measures how old a login is when its service asks again.
//! - The step `lure` opens a page of another site, which the simulated DigiD plays: a run contacts nobody but the target and DigiD.
//! - A journey that takes hours is made on request only, with `--long`.
//! - A journey declares no agent: a run does, with `--without-browser`. Then everything goes over HTTP, and a fact is read only where it
//!   says that an HTTP client sees it too (`facts::page::passage`). Where something on a page could lead on, the place ends as a gap.
//! - `checks/texts`, `checks/timing`, `checks/ncsc` and `checks/pkioverheid` are folders beside the editions and journeys, so that a mandatory text, a
//!   limit or a grade is written once and read by whoever names it. The guidelines do not stand in `checks/transport`, where
//!   every file is a criterion.
//! - [`cli`] is a module of the library, so that tests set the same stage as the command `demo`.
//! - A line of an edition may have no code: only codes that are public are printed.
//! - The table of DigiD's answers stands in [`saml::answers`], below the checklist, so that a journey that names an answer
//!   DigiD does not have is refused when it is loaded.
//! - A criterion with `mens = true` ends in *te beoordelen* at best: what is seen from outside proves nothing of it. An
//!   expectation with `pagina` is asked only of a service whose target file names that page, and only then is anybody sent there.
//! - Forged answers are no journey but a batch runner (`gather/forging`): what it does next depends on how an answer comes to
//!   the service. DigiD's own page offers every forgery, so that a person makes by hand what a run makes, with the same buttons.
//!   What a sound service does with a forgery stands in its file, goes along into the evidence, and is read by the facts
//!   `attempt.…`: a criterion asks one thing of a whole class, without a condition for each outcome.
//! - The forgeries in the program are read when somebody asks for one, and rehearsed by its tests: most commands need none.
//! - The prober of TLS is in `gather/probes/tls`, beside the other probes. It is asked of the hosts that citizens come to (those of
//!   the pages, and where DigiD sends them back to), and of those that no browser need trust: of the metadata, where DigiD logs
//!   out by SOAP, and what only `[hosts]` names. The last where the target has one connection: of several nobody knows whose it is.
//! - Of PKIoverheid what is over (G3, EV of 2020) and what was for trying out is known by name: that is enough to refuse it. G1 and
//!   G4 are proved by the keys of their issuers.
//! - Names are looked up for the login pages and the return addresses only, at the places `dns/HOST/name`. The chain of trust is
//!   walked down once more where it breaks, because what a resolver keeps back is a gap, and only what a zone does is a verdict.
//! - The sign of being logged in is measured for the HTTP client, and for a browser only where HTTP shows none: an agent
//!   that nobody asks needs no sign. Where the service is plain enough, one of the two logins that measure it goes over HTTP
//!   and the other through a browser: the sign must hold for the session of either. The mark of one person is seen in a login of that person before anything rests on it.

pub mod checklist;
pub mod cli;
pub mod digid;
pub mod evidence;
pub mod facts;
pub mod gather;
pub mod judge;
pub mod report;
pub mod saml;
pub mod target;
